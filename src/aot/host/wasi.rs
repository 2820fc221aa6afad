//! WASI preview 1 for a machine with nothing on it: no arguments, no environment, no files, no network; standard input is
//! at its end, standard output and error are captured. The clock begins at a fixed time and advances by a millisecond
//! whenever it is read, and random numbers come from a fixed seed, so that the same calls give the same answers.
//!
//! Functions, layouts and error numbers are those of `preview1/witx` in WebAssembly/WASI (branch `wasi-0.1`);
//! `wasi_unstable` (`preview0/witx`) differs in two layouts.
//!
//! What a call points to is looked at before anything else, so that a function that needs memory answers `fault` without
//! it, whatever else it would have answered.

mod memory;
#[cfg(test)]
mod tests;

use std::cell::Cell;
use std::ops::Range;
use std::time::Instant;

use super::super::value::Value;

/// What a run of a module has done to its host.
#[derive(Debug, Default)]
pub(crate) struct WasiHost {
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// How much of both is kept, in bytes.
    limit: usize,
    closed: [bool; 3],
    clock_readings: u64,
    random: u64,
    /// The least end of what was to lie in memory, and did not.
    missed: Cell<Option<u64>>,
}

/// What a call comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    /// The error number; 0 is success.
    Errno(i32),
    /// The run ends.
    Ends,
    /// The time is over.
    Late,
}

/// How a call ends: well, or with an error number.
type WasiResult = Result<(), i32>;

const BADF: i32 = 8;
const FAULT: i32 = 21;
const INVAL: i32 = 28;
pub(crate) const NOSYS: i32 = 52;
const NOTDIR: i32 = 54;
const NOTSOCK: i32 = 57;
const SPIPE: i32 = 70;

/// No error number: the time is over.
const LATE: i32 = -1;

const STDIN: u32 = 0;
const STDOUT: u32 = 1;
/// Standard input has nothing, like a null device; the others are pipes, for which there is no type, and no terminals: so stdio
/// keeps what it holds until it is flushed.
const CHARACTER_DEVICE: u8 = 2;
const UNKNOWN: u8 = 0;

fn filetype(fd: u32) -> u8 {
    if fd == STDIN { CHARACTER_DEVICE } else { UNKNOWN }
}

/// What a call found on this machine with nothing on it, where a host may have something else; none if every host does the same. Whether
/// a bad pointer is one for every host, is a question of the memory's size.
pub(crate) fn found(name: &str, arguments: &[Value], errno: i32) -> Option<&'static str> {
    let is_one_of = |numbers: &[i32]| matches!(arguments, [Value::I32(fd), ..] if numbers.contains(fd));
    match name {
        _ if errno == FAULT => None,
        "sched_yield" => None,
        "fd_write" if is_one_of(&[1, 2]) => None,
        "fd_close" if is_one_of(&[0, 1, 2]) => None,
        "args_get" | "args_sizes_get" => Some("found no arguments"),
        "environ_get" | "environ_sizes_get" => Some("found no environment variables"),
        "clock_time_get" | "clock_res_get" => Some("told a time that no clock has"),
        "random_get" => Some("gave numbers that are the same each time"),
        "poll_oneoff" => Some("did not wait"),
        "fd_read" if is_one_of(&[0]) => Some("found standard input at its end"),
        "fd_fdstat_get" | "fd_filestat_get" if is_one_of(&[0, 1, 2]) => Some("found no terminal"),
        "fd_prestat_get" | "fd_prestat_dir_name" => Some("found no open folder"),
        name if name.starts_with("sock_") => Some("found no socket"),
        _ => Some("found no file"),
    }
}

/// 2020-01-01T00:00:00Z, in nanoseconds.
const REALTIME: u64 = 1_577_836_800_000_000_000;
const MILLISECOND: u64 = 1_000_000;

/// A call, its memory and the host's state.
struct WasiCall<'a> {
    wasi: &'a mut WasiHost,
    memory: &'a mut [u8],
    arguments: &'a [Value],
    /// Whether the import is of `wasi_unstable`.
    unstable: bool,
    /// When the run has to end.
    deadline: Instant,
}

/// How many small things are done without a look at the clock.
const IN_A_ROW: u32 = 1 << 10;

fn in_time(deadline: Instant) -> WasiResult {
    if Instant::now() < deadline { Ok(()) } else { Err(LATE) }
}

impl WasiHost {
    /// A host that keeps a little more than `limit` bytes of what is written, so that it shows that there was more.
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Answers a call of a function by its name.
    pub(crate) fn call(
        &mut self,
        unstable: bool,
        name: &str,
        arguments: &[Value],
        memory: &mut [u8],
        deadline: Instant,
    ) -> Reply {
        if name == "proc_exit" || name == "proc_raise" {
            return Reply::Ends;
        }
        let mut call = WasiCall { wasi: self, memory, arguments, unstable, deadline };
        match call.answer(name) {
            Err(LATE) => Reply::Late,
            Ok(()) => Reply::Errno(0),
            Err(errno) => Reply::Errno(errno),
        }
    }

    /// The least end of what was to lie in memory, and did not.
    pub(crate) fn missed(&self) -> Option<u64> {
        self.missed.get()
    }

    /// Whether more was written than is kept.
    pub(crate) fn is_full(&self) -> bool {
        self.stdout.len() + self.stderr.len() > self.limit
    }

    fn capture(&mut self, fd: u32, bytes: &[u8]) {
        let room = self.limit.saturating_add(1).saturating_sub(self.stdout.len() + self.stderr.len());
        let stream = if fd == STDOUT { &mut self.stdout } else { &mut self.stderr };
        stream.extend(bytes.iter().take(room));
    }

    /// Splitmix64.
    fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl WasiCall<'_> {
    fn answer(&mut self, name: &str) -> WasiResult {
        self.points_into_memory(name)?;
        match name {
            "args_sizes_get" | "environ_sizes_get" => {
                self.put_u32(0, 0)?;
                self.put_u32(1, 0)
            }
            "args_get" | "environ_get" | "sched_yield" => Ok(()),
            "clock_res_get" => {
                self.clock()?;
                self.put_u64(1, MILLISECOND)
            }
            "clock_time_get" => {
                let time = self.clock()?;
                self.put_u64(2, time)
            }
            "random_get" => self.random_get(),
            "poll_oneoff" => self.poll_oneoff(),
            name if name.starts_with("fd_") => self.descriptor(name),
            name if name.starts_with("sock_") => self.is_open(self.u32(0)).and(Err(NOTSOCK)),
            // The folder is the first argument, but for `path_symlink(old, old_len, fd, …)`.
            "path_symlink" => self.is_open(self.u32(2)).and(Err(NOTDIR)),
            name if name.starts_with("path_") => self.is_open(self.u32(0)).and(Err(NOTDIR)),
            _ => Err(NOSYS),
        }
    }

    fn descriptor(&mut self, name: &str) -> WasiResult {
        let fd = self.u32(0);
        self.is_open(fd)?;
        match name {
            "fd_write" if fd != STDIN => self.fd_write(fd),
            "fd_read" if fd == STDIN => self.put_u32(3, 0),
            "fd_read" | "fd_write" | "fd_prestat_get" | "fd_prestat_dir_name" => Err(BADF),
            "fd_close" => self.close(fd),
            "fd_renumber" => {
                self.is_open(self.u32(1))?;
                self.close(fd)
            }
            "fd_fdstat_get" => self.fd_fdstat_get(fd),
            "fd_filestat_get" => self.fd_filestat_get(fd),
            "fd_seek" | "fd_tell" | "fd_pread" | "fd_pwrite" | "fd_advise" | "fd_allocate" => Err(SPIPE),
            "fd_readdir" => Err(NOTDIR),
            "fd_filestat_set_size" => Err(INVAL),
            "fd_datasync" | "fd_sync" | "fd_fdstat_set_flags" | "fd_fdstat_set_rights" | "fd_filestat_set_times" => {
                Ok(())
            }
            _ => Err(NOSYS),
        }
    }

    fn is_open(&self, fd: u32) -> WasiResult {
        match self.wasi.closed.get(fd as usize) {
            Some(false) => Ok(()),
            _ => Err(BADF),
        }
    }

    fn close(&mut self, fd: u32) -> WasiResult {
        let closed = self.wasi.closed.get_mut(fd as usize).ok_or(BADF)?;
        *closed = true;
        Ok(())
    }

    /// The time of the clock that the first argument names: real, monotonic, and two of the processor.
    fn clock(&mut self) -> Result<u64, i32> {
        self.wasi.clock_readings += 1;
        let since = self.wasi.clock_readings.wrapping_mul(MILLISECOND);
        match self.u32(0) {
            0 => Ok(REALTIME.wrapping_add(since)),
            1..=3 => Ok(since),
            _ => Err(INVAL),
        }
    }

    fn random_get(&mut self) -> WasiResult {
        const AT_ONCE: usize = 1 << 16;
        let buffer = self.range(self.u32(0), self.u32(1))?;
        let Self { wasi, memory, deadline, .. } = self;
        for block in memory.get_mut(buffer).ok_or(FAULT)?.chunks_mut(AT_ONCE) {
            for chunk in block.chunks_mut(8) {
                let random = wasi.random().to_le_bytes();
                chunk.iter_mut().zip(random).for_each(|(byte, random)| *byte = random);
            }
            in_time(*deadline)?;
        }
        Ok(())
    }

    fn fd_write(&mut self, fd: u32) -> WasiResult {
        let (vectors, count) = (self.u32(1), self.u32(2));
        let mut written = 0u32;
        for vector in 0..count {
            if vector % IN_A_ROW == 0 {
                in_time(self.deadline)?;
            }
            let bytes = self.vector(vectors, vector)?;
            let length = u32::try_from(bytes.len()).map_err(|_| INVAL)?;
            let Self { wasi, memory, .. } = self;
            wasi.capture(fd, memory.get(bytes).ok_or(FAULT)?);
            written = written.checked_add(length).ok_or(INVAL)?;
        }
        self.put_u32(3, written)
    }

    /// `fdstat`: the file's type, flags, and rights (reading or writing, and polling).
    fn fd_fdstat_get(&mut self, fd: u32) -> WasiResult {
        const FD_READ: u64 = 1 << 1;
        const FD_WRITE: u64 = 1 << 6;
        const POLL: u64 = 1 << 27;
        let rights = POLL | if fd == STDIN { FD_READ } else { FD_WRITE };
        let mut fdstat = [0; 24];
        fdstat[0] = filetype(fd);
        fdstat[8..16].copy_from_slice(&rights.to_le_bytes());
        self.put(self.u32(1), &fdstat)
    }

    fn fd_filestat_get(&mut self, fd: u32) -> WasiResult {
        let mut filestat = [0; 64];
        filestat[16] = filetype(fd);
        // The number of links has 4 bytes in `wasi_unstable`, right behind the type.
        let links = if self.unstable { 20 } else { 24 };
        filestat[links] = 1;
        self.put(self.u32(1), &filestat[..self.filestat_size() as usize])
    }

    /// Every event has happened: clocks have come to their time, standard input is at its end, the others take bytes.
    fn poll_oneoff(&mut self) -> WasiResult {
        let (subscriptions, events, count) = (self.u32(0), self.u32(1), self.u32(2));
        if count == 0 {
            return Err(INVAL);
        }
        let size = self.subscription_size();
        for number in 0..count {
            if number % IN_A_ROW == 0 {
                in_time(self.deadline)?;
            }
            let at = number.checked_mul(size).and_then(|offset| subscriptions.checked_add(offset)).ok_or(FAULT)?;
            let subscription = self.range(at, size)?;
            let event = self.event(subscription)?;
            let at = number.checked_mul(32).and_then(|offset| events.checked_add(offset)).ok_or(FAULT)?;
            self.put(at, &event)?;
        }
        self.put_u32(3, count)
    }

    fn event(&self, subscription: Range<usize>) -> Result<[u8; 32], i32> {
        const FD_READ: u8 = 1;
        const FD_WRITE: u8 = 2;
        const HANGUP: u8 = 1;
        let subscription = self.memory.get(subscription).ok_or(FAULT)?;
        let mut event = [0; 32];
        event[..8].copy_from_slice(&subscription[..8]);
        let kind = subscription[8];
        event[10] = kind;
        if kind == FD_READ || kind == FD_WRITE {
            let fd = u32::from_le_bytes([subscription[16], subscription[17], subscription[18], subscription[19]]);
            if let Err(errno) = self.is_open(fd) {
                event[8] = errno as u8;
            }
            event[24] = if kind == FD_READ { HANGUP } else { 0 };
        }
        Ok(event)
    }

    fn u32(&self, argument: usize) -> u32 {
        match self.arguments.get(argument) {
            Some(Value::I32(value)) => *value as u32,
            Some(Value::I64(value)) => *value as u32,
            _ => 0,
        }
    }

    fn range(&self, start: u32, length: u32) -> Result<Range<usize>, i32> {
        let start = start as usize;
        let end = start.checked_add(length as usize).ok_or(FAULT)?;
        if end > self.memory.len() {
            let missed = &self.wasi.missed;
            missed.set(Some(missed.get().map_or(end as u64, |least| least.min(end as u64))));
            return Err(FAULT);
        }
        Ok(start..end)
    }

    fn get_u32(&self, at: u32) -> Result<u32, i32> {
        let bytes = self.memory.get(self.range(at, 4)?).ok_or(FAULT)?;
        bytes.try_into().map(u32::from_le_bytes).map_err(|_| FAULT)
    }

    /// Writes to where an argument points.
    fn put_u32(&mut self, argument: usize, value: u32) -> WasiResult {
        self.put(self.u32(argument), &value.to_le_bytes())
    }

    fn put_u64(&mut self, argument: usize, value: u64) -> WasiResult {
        self.put(self.u32(argument), &value.to_le_bytes())
    }

    fn put(&mut self, at: u32, bytes: &[u8]) -> WasiResult {
        let range = self.range(at, bytes.len() as u32)?;
        self.memory.get_mut(range).ok_or(FAULT)?.copy_from_slice(bytes);
        Ok(())
    }
}
