//! Which exports make sure that the initialiser has run.

use std::collections::HashSet;

use super::answer::Question;
use crate::inspect::Initialiser;

/// Functions that allocate for the host.
const ALLOCATORS: [&str; 4] = ["malloc", "free", "realloc", "cabi_realloc"];
/// What sets up thread-local storage, and what runs last.
const NEVER: [&str; 2] = ["__wasm_init_tls", "__wasm_call_dtors"];

/// The exports that make sure that the initialiser has run. The rules are those of LLVM's D135903: thread-local storage is
/// set up in each thread and before constructors; and a host may have to allocate while an import that a constructor called
/// is still running, when calling other imports is forbidden (the component model's `cabi_realloc`).
pub(super) fn guarded(question: &Question) -> Vec<String> {
    let own: HashSet<&str> = question.source.names().into_iter().collect();
    let closed = question.facts.initialiser.as_ref().is_some_and(Initialiser::is_closed);
    let wanted = |name: &str| {
        !own.contains(name)
            && !NEVER.contains(&name)
            && !name.starts_with("asyncify_")
            && (closed || !ALLOCATORS.contains(&name))
    };
    let functions = question.facts.functions.iter().filter(|export| wanted(&export.name));
    functions.map(|export| export.name.clone()).collect()
}
