//! Which exports make sure that the initialiser has run.

use std::collections::HashSet;

use super::answer::Question;
use crate::inspect::Initialiser;
use crate::inspect::exempt::is_allocator;
use crate::inspect::exempt::is_never_guarded;

/// The exports that make sure that the initialiser has run: allocators only if it calls no import.
pub(super) fn guarded(question: &Question) -> Vec<String> {
    let own: HashSet<&str> = question.source.names().into_iter().collect();
    let closed = question.facts.initialiser.as_ref().is_some_and(Initialiser::is_closed);
    // A host may call it before its imports work, and guarding it would have it run what it stands for.
    let is_empty = |name: &str| question.facts.emptied.iter().any(|emptied| emptied == name);
    let wanted = |name: &str| {
        !own.contains(name) && !is_empty(name) && !is_never_guarded(name) && (closed || !is_allocator(name))
    };
    let functions = question.facts.functions.iter().filter(|export| wanted(&export.name));
    functions.map(|export| export.name.clone()).collect()
}
