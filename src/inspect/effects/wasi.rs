//! The functions of WASI preview 1, parameter by parameter, and of wasi-threads.
//!
//! Names and parameters are those of `preview1/witx/wasi_snapshot_preview1.witx` in WebAssembly/WASI (branch `wasi-0.1`;
//! formerly `legacy/preview1` and `phases/snapshot`), lowered as `tools/witx/src/abi.rs` does it: a string or a list is an
//! address and a length, a result beyond the error number comes through an address at the end (each part of a tuple
//! through one of its own), and what is no 64-bit number is an i32. `wasi_unstable` (`preview0/witx/wasi_unstable.witx`)
//! has the same functions with the same types, but for `sock_accept`, which it lacks.

use wasmparser::FuncType;
use wasmparser::ValType;

use super::effect::Basis;
use super::effect::Effect;
use super::effect::ImportEffect;
use super::entry::is_type;

/// A function of preview 1.
#[derive(Debug)]
pub(crate) struct WasiFunction {
    pub name: &'static str,
    pub params: &'static [Param],
}

#[derive(Debug)]
pub(crate) struct Param {
    pub name: &'static str,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A number, a handle or flags, of at most 32 bits.
    Int,
    /// A number or flags of 64 bits.
    Long,
    /// An address in memory that the host reads from or writes to.
    Address,
}

const fn function(name: &'static str, params: &'static [Param]) -> WasiFunction {
    WasiFunction { name, params }
}

const fn int(name: &'static str) -> Param {
    Param { name, kind: Kind::Int }
}

const fn long(name: &'static str) -> Param {
    Param { name, kind: Kind::Long }
}

const fn address(name: &'static str) -> Param {
    Param { name, kind: Kind::Address }
}

/// All of them, in the order of the document.
pub(crate) const FUNCTIONS: [WasiFunction; 46] = [
    function("args_get", &[address("argv"), address("argv_buf")]),
    function("args_sizes_get", &[address("result_1"), address("result_2")]),
    function("environ_get", &[address("environ"), address("environ_buf")]),
    function("environ_sizes_get", &[address("result_1"), address("result_2")]),
    function("clock_res_get", &[int("id"), address("result")]),
    function("clock_time_get", &[int("id"), long("precision"), address("result")]),
    function("fd_advise", &[int("fd"), long("offset"), long("len"), int("advice")]),
    function("fd_allocate", &[int("fd"), long("offset"), long("len")]),
    function("fd_close", &[int("fd")]),
    function("fd_datasync", &[int("fd")]),
    function("fd_fdstat_get", &[int("fd"), address("result")]),
    function("fd_fdstat_set_flags", &[int("fd"), int("flags")]),
    function("fd_fdstat_set_rights", &[int("fd"), long("fs_rights_base"), long("fs_rights_inheriting")]),
    function("fd_filestat_get", &[int("fd"), address("result")]),
    function("fd_filestat_set_size", &[int("fd"), long("size")]),
    function("fd_filestat_set_times", &[int("fd"), long("atim"), long("mtim"), int("fst_flags")]),
    function("fd_pread", &[int("fd"), address("iovs"), int("iovs_len"), long("offset"), address("result")]),
    function("fd_prestat_get", &[int("fd"), address("result")]),
    function("fd_prestat_dir_name", &[int("fd"), address("path"), int("path_len")]),
    function("fd_pwrite", &[int("fd"), address("iovs"), int("iovs_len"), long("offset"), address("result")]),
    function("fd_read", &[int("fd"), address("iovs"), int("iovs_len"), address("result")]),
    function("fd_readdir", &[int("fd"), address("buf"), int("buf_len"), long("cookie"), address("result")]),
    function("fd_renumber", &[int("fd"), int("to")]),
    function("fd_seek", &[int("fd"), long("offset"), int("whence"), address("result")]),
    function("fd_sync", &[int("fd")]),
    function("fd_tell", &[int("fd"), address("result")]),
    function("fd_write", &[int("fd"), address("iovs"), int("iovs_len"), address("result")]),
    function("path_create_directory", &[int("fd"), address("path"), int("path_len")]),
    function("path_filestat_get", &[int("fd"), int("flags"), address("path"), int("path_len"), address("result")]),
    function(
        "path_filestat_set_times",
        &[int("fd"), int("flags"), address("path"), int("path_len"), long("atim"), long("mtim"), int("fst_flags")],
    ),
    function(
        "path_link",
        &[
            int("old_fd"),
            int("old_flags"),
            address("old_path"),
            int("old_path_len"),
            int("new_fd"),
            address("new_path"),
            int("new_path_len"),
        ],
    ),
    function(
        "path_open",
        &[
            int("fd"),
            int("dirflags"),
            address("path"),
            int("path_len"),
            int("oflags"),
            long("fs_rights_base"),
            long("fs_rights_inheriting"),
            int("fdflags"),
            address("result"),
        ],
    ),
    function(
        "path_readlink",
        &[int("fd"), address("path"), int("path_len"), address("buf"), int("buf_len"), address("result")],
    ),
    function("path_remove_directory", &[int("fd"), address("path"), int("path_len")]),
    function(
        "path_rename",
        &[int("fd"), address("old_path"), int("old_path_len"), int("new_fd"), address("new_path"), int("new_path_len")],
    ),
    function(
        "path_symlink",
        &[address("old_path"), int("old_path_len"), int("fd"), address("new_path"), int("new_path_len")],
    ),
    function("path_unlink_file", &[int("fd"), address("path"), int("path_len")]),
    function("poll_oneoff", &[address("in"), address("out"), int("nsubscriptions"), address("result")]),
    function("proc_exit", &[int("rval")]),
    function("proc_raise", &[int("sig")]),
    function("sched_yield", &[]),
    function("random_get", &[address("buf"), int("buf_len")]),
    function("sock_accept", &[int("fd"), int("flags"), address("result")]),
    function(
        "sock_recv",
        &[int("fd"), address("ri_data"), int("ri_data_len"), int("ri_flags"), address("result_1"), address("result_2")],
    ),
    function("sock_send", &[int("fd"), address("si_data"), int("si_data_len"), int("si_flags"), address("result")]),
    function("sock_shutdown", &[int("fd"), int("how")]),
];

/// Whether an import's module name is one of WASI's: `wasi_snapshot_preview1`, `wasi_unstable`, …
pub(crate) fn is_wasi(module: &str) -> bool {
    module.starts_with("wasi_")
}

/// Whether the functions of a module are those of [`FUNCTIONS`].
pub(super) fn is_preview1(module: &str) -> bool {
    module == "wasi_snapshot_preview1" || module == UNSTABLE
}

const UNSTABLE: &str = "wasi_unstable";

/// What a function of preview 1 does. What has another type than the document's is not that function.
pub(super) fn effect(module: &str, name: &str, ty: Option<&FuncType>) -> Option<ImportEffect> {
    let missing = module == UNSTABLE && name == "sock_accept";
    let function = FUNCTIONS.iter().find(|function| function.name == name && !missing)?;
    let source = if module == UNSTABLE { "wasi_unstable.witx" } else { "wasi_snapshot_preview1.witx" };
    let known = ImportEffect { effect: function.effect(), basis: Basis::Known(source) };
    ty.is_some_and(|ty| function.has_type(ty)).then_some(known)
}

/// What `thread-spawn` does: in another instance of the module, which shares the memory, the host calls the exported
/// `wasi_thread_start` (`README.md` in WebAssembly/wasi-threads, "Detailed design discussion"), now or later. Its argument is
/// opaque to the host.
pub(super) fn thread_effect(module: &str, name: &str, ty: Option<&FuncType>) -> Option<ImportEffect> {
    let spawns = module == "wasi" && name == "thread-spawn" && ty.is_some_and(|ty| is_type(ty, "ip"));
    spawns.then_some(ImportEffect { effect: Effect::Unknown, basis: Basis::Known("README.md of wasi-threads") })
}

impl WasiFunction {
    /// What it does: with an address it needs memory. `proc_exit` is the one that never returns (`@witx noreturn`).
    /// `proc_raise` sends a signal, "similar to `raise` in POSIX", and has an error number for a result: signals may be
    /// ignored, so it need not end the run, and either way it touches nothing of the module.
    pub fn effect(&self) -> Effect {
        if !self.returns() {
            Effect::Aborts
        } else if self.addresses().next().is_some() {
            Effect::NeedsMemory
        } else {
            Effect::Pure
        }
    }

    /// The names of the parameters that are addresses.
    pub fn addresses(&self) -> impl Iterator<Item = &'static str> {
        self.params.iter().filter(|param| param.kind == Kind::Address).map(|param| param.name)
    }

    fn returns(&self) -> bool {
        self.name != "proc_exit"
    }

    /// Whether this is its type: every function that returns gives the error number.
    fn has_type(&self, ty: &FuncType) -> bool {
        let params = self.params.iter().map(|param| param.kind.value());
        let results: &[ValType] = if self.returns() { &[ValType::I32] } else { &[] };
        params.eq(ty.params().iter().copied()) && ty.results() == results
    }
}

impl Kind {
    fn value(self) -> ValType {
        match self {
            Self::Int | Self::Address => ValType::I32,
            Self::Long => ValType::I64,
        }
    }
}
