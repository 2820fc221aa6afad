use std::time::Duration;

use super::*;
use crate::inspect::Effect;
use crate::inspect::effects::wasi::FUNCTIONS;
use crate::inspect::effects::wasi::Kind;
use crate::inspect::effects::wasi::Param;
use crate::inspect::effects::wasi::WasiFunction;

/// All functions of preview 1, in the order of `wasi_snapshot_preview1.witx`.
const ALL: [&str; 46] = [
    "args_get",
    "args_sizes_get",
    "environ_get",
    "environ_sizes_get",
    "clock_res_get",
    "clock_time_get",
    "fd_advise",
    "fd_allocate",
    "fd_close",
    "fd_datasync",
    "fd_fdstat_get",
    "fd_fdstat_set_flags",
    "fd_fdstat_set_rights",
    "fd_filestat_get",
    "fd_filestat_set_size",
    "fd_filestat_set_times",
    "fd_pread",
    "fd_prestat_get",
    "fd_prestat_dir_name",
    "fd_pwrite",
    "fd_read",
    "fd_readdir",
    "fd_renumber",
    "fd_seek",
    "fd_sync",
    "fd_tell",
    "fd_write",
    "path_create_directory",
    "path_filestat_get",
    "path_filestat_set_times",
    "path_link",
    "path_open",
    "path_readlink",
    "path_remove_directory",
    "path_rename",
    "path_symlink",
    "path_unlink_file",
    "poll_oneoff",
    "proc_exit",
    "proc_raise",
    "sched_yield",
    "random_get",
    "sock_accept",
    "sock_recv",
    "sock_send",
    "sock_shutdown",
];

fn later() -> Instant {
    Instant::now() + Duration::from_secs(3600)
}

/// A host, its memory of 256 bytes, and a limit of 16 bytes for output.
struct Host {
    wasi: WasiHost,
    memory: Vec<u8>,
}

impl Host {
    fn new() -> Self {
        Self { wasi: WasiHost::new(16), memory: vec![0xaa; 256] }
    }

    fn call(&mut self, name: &str, arguments: &[i32]) -> Reply {
        let arguments: Vec<Value> = arguments.iter().copied().map(Value::I32).collect();
        self.wasi.call(false, name, &arguments, &mut self.memory, later())
    }

    /// Calls what has to succeed.
    fn done(&mut self, name: &str, arguments: &[i32]) {
        assert_eq!(self.call(name, arguments), Reply::Errno(0), "{name}");
    }

    fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.memory[at..at + 4].try_into().expect("4 bytes"))
    }

    fn u64(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.memory[at..at + 8].try_into().expect("8 bytes"))
    }

    fn put(&mut self, at: usize, words: &[u32]) {
        for (word, at) in words.iter().zip((at..).step_by(4)) {
            self.memory[at..at + 4].copy_from_slice(&word.to_le_bytes());
        }
    }
}

#[test]
fn all_functions_are_known_and_no_others() {
    for name in ALL {
        assert_ne!(Host::new().call(name, &[0; 9]), Reply::Errno(NOSYS), "{name}");
    }
    for name in ["fd_frob", "frob", "proc_frob"] {
        assert_eq!(Host::new().call(name, &[0; 9]), Reply::Errno(NOSYS), "{name}");
    }
}

/// Whatever a module passes: negative, huge, of other types, or nothing.
#[test]
fn no_argument_is_a_panic() {
    for name in ALL {
        for argument in [0, 1, -1, 255, 256, i32::MAX, i32::MIN] {
            Host::new().call(name, &[argument; 9]);
            Host::new().call(name, &[1, argument, argument, argument, argument]);
            WasiHost::new(16).call(true, name, &[Value::Null, Value::F64(1)], &mut [], later());
        }
    }
}

#[test]
fn there_is_nothing_on_this_machine() {
    let mut host = Host::new();
    for sizes in ["args_sizes_get", "environ_sizes_get"] {
        host.memory.fill(0xaa);
        host.done(sizes, &[0, 8]);
        assert_eq!((host.u32(0), host.u32(8)), (0, 0));
    }
    assert_eq!(host.call("fd_prestat_get", &[3, 0]), Reply::Errno(BADF));
    assert_eq!(host.call("path_open", &[3, 0, 0, 1, 0, 0, 0, 0, 0]), Reply::Errno(BADF));
    assert_eq!(host.call("sock_recv", &[0, 0, 0, 0, 0, 0]), Reply::Errno(NOTSOCK));
    host.done("fd_read", &[0, 0, 0, 32]);
    assert_eq!(host.u32(32), 0);
}

#[test]
fn the_clock_begins_at_a_fixed_time_and_moves_when_it_is_read() {
    let mut host = Host::new();
    for reading in 1..=3 {
        host.done("clock_time_get", &[0, 0, 16]);
        assert_eq!(host.u64(16), REALTIME + reading * MILLISECOND);
    }
    host.done("clock_time_get", &[1, 0, 16]);
    assert_eq!(host.u64(16), 4 * MILLISECOND);
    assert_eq!(host.call("clock_time_get", &[4, 0, 16]), Reply::Errno(INVAL));
}

#[test]
fn random_numbers_are_the_same_in_each_run_and_not_in_each_call() {
    let (mut host, mut other) = (Host::new(), Host::new());
    for it in [&mut host, &mut other] {
        it.done("random_get", &[0, 13]);
        it.done("random_get", &[16, 13]);
    }
    assert_eq!(host.memory, other.memory);
    assert_ne!(host.memory[..13], host.memory[16..29]);
    assert_eq!(host.memory[13..16], [0xaa; 3]);
}

#[test]
fn output_is_captured_up_to_the_limit() {
    let mut host = Host::new();
    host.memory[100..105].copy_from_slice(b"hello");
    host.put(0, &[100, 5, 100, 2]);
    host.done("fd_write", &[1, 0, 2, 64]);
    host.done("fd_write", &[2, 0, 1, 64]);
    assert_eq!((host.wasi.stdout.as_slice(), host.wasi.stderr.as_slice()), (&b"hellohe"[..], &b"hello"[..]));
    assert_eq!((host.u32(64), host.wasi.is_full()), (5, false));
    host.done("fd_write", &[1, 0, 2, 64]);
    assert_eq!((host.wasi.stdout.as_slice(), host.wasi.is_full()), (&b"hellohehello"[..], true));
    host.done("fd_write", &[1, 0, 2, 64]);
    assert_eq!(host.wasi.stdout.len(), 12);
    assert_eq!(host.call("fd_write", &[0, 0, 1, 64]), Reply::Errno(BADF));
}

#[test]
fn standard_output_is_a_pipe_until_it_is_closed() {
    let mut host = Host::new();
    host.done("fd_fdstat_get", &[1, 0]);
    assert_eq!((host.memory[0], host.u64(8), host.u64(16)), (UNKNOWN, 1 << 6 | 1 << 27, 0));
    assert_eq!(host.call("fd_seek", &[1, 0, 0, 0]), Reply::Errno(SPIPE));
    host.done("fd_close", &[1]);
    for name in ["fd_fdstat_get", "fd_close", "fd_write", "fd_seek"] {
        assert_eq!(host.call(name, &[1, 0, 0, 0]), Reply::Errno(BADF), "{name}");
    }
}

/// 64 bytes with the number of links in 8, or 56 with 4 in the old form.
#[test]
fn filestat_has_the_layout_of_its_version() {
    for (unstable, length, links) in [(false, 64, 24), (true, 56, 20)] {
        let mut memory = [0xaa; 80];
        let reply =
            WasiHost::new(0).call(unstable, "fd_filestat_get", &[Value::I32(0), Value::I32(8)], &mut memory, later());
        assert_eq!(reply, Reply::Errno(0));
        let mut expected = [0xaa; 80];
        expected[8..8 + length].fill(0);
        expected[8 + 16] = CHARACTER_DEVICE;
        expected[8 + links] = 1;
        assert_eq!(memory, expected);
    }
}

#[test]
fn every_event_has_happened() {
    let mut host = Host::new();
    host.memory.fill(0);
    // A clock, then reading from standard input: user data, kind, and what it is about.
    host.put(0, &[7, 0, 0]);
    host.put(48, &[9, 0, 1]);
    host.done("poll_oneoff", &[0, 128, 2, 200]);
    assert_eq!(host.u32(200), 2);
    assert_eq!((host.u64(128), host.memory[136], host.memory[138]), (7, 0, 0));
    assert_eq!((host.u64(160), host.memory[168], host.memory[170], host.memory[184]), (9, 0, 1, 1));
    assert_eq!(host.call("poll_oneoff", &[0, 128, 0, 200]), Reply::Errno(INVAL));
}

#[test]
fn what_lies_outside_of_memory_is_a_fault() {
    let mut host = Host::new();
    for (name, arguments) in [
        ("args_sizes_get", &[253, 0][..]),
        ("clock_time_get", &[0, 0, 249]),
        ("random_get", &[250, 7]),
        ("fd_write", &[1, 250, 1, 0]),
        ("fd_fdstat_get", &[1, 240]),
        ("poll_oneoff", &[0, 240, 1, 0]),
    ] {
        assert_eq!(host.call(name, arguments), Reply::Errno(FAULT), "{name}");
    }
}

/// Addresses far from each other, standard output, lengths of 1, and zeros.
fn arguments(function: &WasiFunction) -> Vec<Value> {
    let mut addresses = (0..).step_by(64);
    let argument = |param: &Param| match param.kind {
        Kind::Address => Value::I32(addresses.next().unwrap_or_default()),
        Kind::Long => Value::I64(0),
        Kind::Int => Value::I32(i32::from(is_one(param.name))),
    };
    function.params.iter().map(argument).collect()
}

fn is_one(name: &str) -> bool {
    name.ends_with("fd") || name.ends_with("_len") || name == "nsubscriptions"
}

/// The table says of each function whether it needs memory; this host was written without it.
#[test]
fn what_needs_memory_says_so_without_it() {
    for function in &FUNCTIONS {
        let arguments = arguments(function);
        let reply = WasiHost::new(16).call(false, function.name, &arguments, &mut [], later());
        let needs = function.effect() == Effect::NeedsMemory;
        assert_eq!(reply == Reply::Errno(FAULT), needs, "{}: {reply:?}", function.name);
    }
}

#[test]
fn nothing_is_a_fault_where_there_is_memory() {
    for function in &FUNCTIONS {
        let reply = WasiHost::new(16).call(false, function.name, &arguments(function), &mut [0; 256], later());
        assert_ne!(reply, Reply::Errno(FAULT), "{}", function.name);
    }
}

/// Each address counts: one that lies outside is a fault, whatever the others are.
#[test]
fn each_address_is_looked_at() {
    for function in &FUNCTIONS {
        for (place, param) in function.params.iter().enumerate().filter(|(_, param)| param.kind == Kind::Address) {
            let mut arguments = arguments(function);
            arguments[place] = Value::I32(256);
            let reply = WasiHost::new(16).call(false, function.name, &arguments, &mut [0; 256], later());
            assert_eq!(reply, Reply::Errno(FAULT), "{} of {}", param.name, function.name);
        }
    }
}

#[test]
fn addresses_come_before_other_errors() {
    let mut host = Host::new();
    assert_eq!(host.call("path_open", &[9, 0, 300, 1, 0, 0, 0, 0, 0]), Reply::Errno(FAULT));
    assert_eq!(host.call("path_open", &[9, 0, 0, 1, 0, 0, 0, 0, 253]), Reply::Errno(FAULT));
    assert_eq!(host.call("path_open", &[9, 0, 0, 1, 0, 0, 0, 0, 252]), Reply::Errno(BADF));
    // A vector that lies in memory and points out of it.
    host.put(0, &[255, 2]);
    assert_eq!(host.call("sock_recv", &[9, 0, 1, 0, 16, 20]), Reply::Errno(FAULT));
    host.put(0, &[254, 2]);
    assert_eq!(host.call("sock_recv", &[9, 0, 1, 0, 16, 20]), Reply::Errno(BADF));
    assert_eq!(host.call("sock_recv", &[1, 0, 1, 0, 16, 255]), Reply::Errno(FAULT));
}

#[test]
fn the_table_has_the_functions_of_this_host() {
    assert_eq!(FUNCTIONS.map(|function| function.name), ALL);
}

#[test]
fn exits_end_the_run() {
    assert_eq!(Host::new().call("proc_exit", &[0]), Reply::Ends);
    assert_eq!(Host::new().call("proc_raise", &[6]), Reply::Ends);
}

#[test]
fn work_ends_in_time() {
    let mut host = Host::new();
    let arguments = [Value::I32(0), Value::I32(8)];
    let reply = host.wasi.call(false, "random_get", &arguments, &mut host.memory, Instant::now());
    assert_eq!(reply, Reply::Late);
}
