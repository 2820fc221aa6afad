//! Exports that no guard is wanted for. The rules are those of LLVM's D135903.

use super::exported::CALL_DTORS;
use super::loaders::is_tool_export;
use crate::hosts::CALL_CTORS;

/// Functions that allocate for the host. It may have to while an import that a constructor called is still running, when
/// calling other imports is forbidden (the component model's `cabi_realloc`).
const ALLOCATORS: [&str; 4] = ["malloc", "free", "realloc", "cabi_realloc"];

/// Thread-local storage is set up in each thread and before constructors; destructors run last.
const NEVER: [&str; 3] = ["__wasm_init_tls", CALL_CTORS, CALL_DTORS];

/// Whether an export is a function that allocates for the host.
pub(crate) fn is_allocator(name: &str) -> bool {
    ALLOCATORS.contains(&name)
}

/// Whether an export never makes sure that the initialiser has run.
pub(crate) fn is_never_guarded(name: &str) -> bool {
    NEVER.contains(&name) || name.starts_with("asyncify_")
}

/// Whether an export has to make sure that the initialiser has run, where exports do.
pub(super) fn wants_guard(name: &str) -> bool {
    !is_never_guarded(name) && !is_allocator(name) && !is_tool_export(name)
}
