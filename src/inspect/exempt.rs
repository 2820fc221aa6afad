//! Exports that no guard is wanted for. The rules are those of LLVM's D135903.

use super::exported::CALL_DTORS;
use super::first::is_called_first;
use super::loaders::is_tool_export;
use crate::hosts::CALL_CTORS;

/// Functions that allocate for the host. It may have to while an import that a constructor called is still running, when
/// calling other imports is forbidden (the component model's `cabi_realloc`, and `cm32p2_realloc` of its `BuildTargets.md`).
const ALLOCATORS: [&str; 5] = ["malloc", "free", "realloc", "cabi_realloc", "cm32p2_realloc"];

/// Destructors run last; and a thread that a constructor starts begins while the constructors still run (wasi-threads, `README.md`).
const NEVER: [&str; 3] = [CALL_CTORS, CALL_DTORS, "wasi_thread_start"];

/// Whether an export is a function that allocates for the host.
pub(crate) fn is_allocator(name: &str) -> bool {
    ALLOCATORS.contains(&name)
}

/// Whether an export allocates for a component that the module is part of.
pub(crate) fn is_components_allocator(name: &str) -> bool {
    name == "cabi_realloc" || name == "cm32p2_realloc"
}

/// Whether an export is one of wasm-bindgen's own, which it reads, or its JS calls to pass values.
pub(crate) fn is_bindgens(name: &str) -> bool {
    name.starts_with("__wbindgen_") || name.starts_with("__externref_")
}

/// Whether an export never makes sure that the initialiser has run.
pub(crate) fn is_never_guarded(name: &str) -> bool {
    NEVER.contains(&name) || is_called_first(name) || name.starts_with("asyncify_")
}

/// Whether an export has to make sure that the initialiser has run, where exports do.
pub(super) fn wants_guard(name: &str) -> bool {
    !is_never_guarded(name) && !is_allocator(name) && !is_tool_export(name)
}
