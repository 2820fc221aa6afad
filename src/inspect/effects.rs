//! What imports do with the module's memory.

use wasmparser::FuncType;
use wasmparser::ValType;

/// What a call of an import means for the time at which it may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It reads or writes the module's memory, or has to be taken to.
    NeedsMemory,
    /// It ends the run: whether memory is there does not matter any more.
    Aborts,
    /// It is given nothing that could be an address.
    Pure,
}

/// Imports that end the run, by name. `abort` is AssemblyScript's (`std/assembly/builtins.ts`) and Emscripten's
/// (`src/lib/libcore.js`), the others Emscripten's and WASI's.
const ABORTING: &[&str] = &[
    "abort",
    "_abort",
    "_abort_js",
    "__abort_js",
    "__assert_fail",
    "exit",
    "_exit",
    "proc_exit",
    "emscripten_force_exit",
];

/// The functions of WASI preview 1 that take no address (`phases/snapshot/witx/wasi_snapshot_preview1.witx` in
/// WebAssembly/WASI: none of their parameters is a pointer, none of their results is more than the error number).
const WASI_WITHOUT_MEMORY: &[&str] = &[
    "fd_advise",
    "fd_allocate",
    "fd_close",
    "fd_datasync",
    "fd_fdstat_set_flags",
    "fd_fdstat_set_rights",
    "fd_filestat_set_size",
    "fd_filestat_set_times",
    "fd_renumber",
    "fd_sync",
    "proc_raise",
    "sched_yield",
    "sock_shutdown",
];

/// Whether an import's module name is one of WASI's: `wasi_snapshot_preview1`, `wasi_unstable`, …
pub(crate) fn is_wasi(module: &str) -> bool {
    module.starts_with("wasi_")
}

/// What an import does, by its name, and if that says nothing by its type: any i32 or i64 may be an address.
pub(crate) fn effect(module: &str, name: &str, ty: Option<&FuncType>) -> Effect {
    if ABORTING.contains(&name) {
        return Effect::Aborts;
    }
    if is_wasi(module) && WASI_WITHOUT_MEMORY.contains(&name) {
        return Effect::Pure;
    }
    let address = |ty: &FuncType| ty.params().iter().any(|ty| matches!(ty, ValType::I32 | ValType::I64));
    if ty.is_none_or(address) { Effect::NeedsMemory } else { Effect::Pure }
}
