//! What the arguments of a call point to.

use std::ops::Range;

use super::FAULT;
use super::IN_A_ROW;
use super::WasiCall;
use super::WasiResult;
use super::in_time;

/// The size of an event, in bytes.
const EVENT: u32 = 32;

impl WasiCall<'_> {
    /// Whether everything that a call would read or write lies in memory.
    pub(super) fn points_into_memory(&self, name: &str) -> WasiResult {
        match name {
            // Nothing is written, for there is nothing; but a host looks where it would begin.
            "args_get" | "environ_get" => self.fixed(0, 1).and(self.fixed(1, 1)),
            "args_sizes_get" | "environ_sizes_get" => self.fixed(0, 4).and(self.fixed(1, 4)),
            "clock_res_get" | "fd_prestat_get" | "fd_tell" => self.fixed(1, 8),
            "clock_time_get" => self.fixed(2, 8),
            "fd_fdstat_get" => self.fixed(1, 24),
            "fd_filestat_get" => self.fixed(1, self.filestat_size()),
            "fd_pread" | "fd_pwrite" | "sock_send" => self.vectors(1).and(self.fixed(4, 4)),
            "fd_read" | "fd_write" => self.vectors(1).and(self.fixed(3, 4)),
            "fd_readdir" => self.buffer(1).and(self.fixed(4, 4)),
            "fd_seek" => self.fixed(3, 8),
            "poll_oneoff" => self.poll(),
            "random_get" => self.buffer(0),
            "sock_accept" => self.fixed(2, 4),
            "sock_recv" => self.vectors(1).and(self.fixed(4, 4)).and(self.fixed(5, 2)),
            _ => self.paths(name),
        }
    }

    /// [`WasiCall::points_into_memory`] for the functions that take paths.
    fn paths(&self, name: &str) -> WasiResult {
        match name {
            "fd_prestat_dir_name" | "path_create_directory" | "path_remove_directory" | "path_unlink_file" => {
                self.buffer(1)
            }
            "path_filestat_get" => self.buffer(2).and(self.fixed(4, self.filestat_size())),
            "path_filestat_set_times" => self.buffer(2),
            "path_link" => self.buffer(2).and(self.buffer(5)),
            "path_open" => self.buffer(2).and(self.fixed(8, 4)),
            "path_readlink" => self.buffer(1).and(self.buffer(3)).and(self.fixed(5, 4)),
            "path_rename" => self.buffer(1).and(self.buffer(4)),
            "path_symlink" => self.buffer(0).and(self.buffer(3)),
            _ => Ok(()),
        }
    }

    /// The size of a `filestat`, in bytes: the number of links has 8 of them, or 4 in `wasi_unstable`.
    pub(super) fn filestat_size(&self) -> u32 {
        if self.unstable { 56 } else { 64 }
    }

    /// The size of a `subscription`, in bytes: a clock's has an identifier more in `wasi_unstable`.
    pub(super) fn subscription_size(&self) -> u32 {
        if self.unstable { 56 } else { 48 }
    }

    /// Where one vector of an array of them points: each is an address and a length.
    pub(super) fn vector(&self, vectors: u32, number: u32) -> Result<Range<usize>, i32> {
        let at = number.checked_mul(8).and_then(|offset| vectors.checked_add(offset)).ok_or(FAULT)?;
        let length = self.get_u32(at.checked_add(4).ok_or(FAULT)?)?;
        self.range(self.get_u32(at)?, length)
    }

    /// An argument points to something of a fixed size.
    fn fixed(&self, argument: usize, size: u32) -> WasiResult {
        self.range(self.u32(argument), size).map(drop)
    }

    /// An argument points to as many bytes as the next one says.
    fn buffer(&self, argument: usize) -> WasiResult {
        self.range(self.u32(argument), self.u32(argument + 1)).map(drop)
    }

    /// An argument points to as many vectors as the next one says, and each of these to bytes.
    fn vectors(&self, argument: usize) -> WasiResult {
        let (vectors, count) = (self.u32(argument), self.u32(argument + 1));
        for number in 0..count {
            if number % IN_A_ROW == 0 {
                in_time(self.deadline)?;
            }
            self.vector(vectors, number)?;
        }
        Ok(())
    }

    /// The first argument points to subscriptions, the second to room for as many events; the third says how many.
    fn poll(&self) -> WasiResult {
        let count = self.u32(2);
        let array = |argument, size| {
            let size = count.checked_mul(size).ok_or(FAULT)?;
            self.range(self.u32(argument), size).map(drop)
        };
        array(0, self.subscription_size())?;
        array(1, EVENT)?;
        self.fixed(3, 4)
    }
}
