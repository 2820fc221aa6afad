//! Which exports make sure that the initialiser has run.

use std::collections::HashSet;

use super::answer::Question;
use super::fix::Source;
use crate::inspect::BINDGEN_START;
use crate::inspect::Bindgen;
use crate::inspect::ExportedFunction;
use crate::inspect::Initialiser;
use crate::inspect::exempt::is_allocator;
use crate::inspect::exempt::is_bindgens;
use crate::inspect::exempt::is_never_guarded;

/// The exports that make sure that the initialiser has run: allocators only if it calls no import, or if they ran it so far.
pub(super) fn guarded(question: &Question) -> Vec<String> {
    if let Some(bindgen) = question.source.bindgen() {
        return by_bindgen(question, bindgen);
    }
    let own: HashSet<&str> = question.source.names().into_iter().collect();
    let closed = question.facts.initialiser.as_ref().is_some_and(Initialiser::is_closed);
    // A host may call it before its imports work, and guarding it would have it run what it stands for.
    let is_empty = |name: &str| question.facts.emptied.iter().any(|emptied| emptied == name);
    let dtors = question.source.wrapped().and_then(|wrapped| wrapped.dtors).map(|dtors| dtors.func);
    let wrappers = wrappers(question);
    let may_wait = |export: &ExportedFunction| is_allocator(&export.name) && !wrappers.contains(&export.func);
    let wanted = |export: &ExportedFunction| {
        let name = export.name.as_str();
        !own.contains(name) && !is_empty(name) && !is_never_guarded(name) && (closed || !may_wait(export))
    };
    let functions = question.facts.functions.iter();
    let guarded: Vec<String> = functions
        .filter(|export| wanted(export) && Some(export.func) != dtors)
        .map(|export| export.name.clone())
        .collect();
    if guarded.is_empty() { wrapped(question) } else { guarded }
}

/// The program's own exports, and the one that the JS of wasm-bindgen calls first, if it has run.
fn by_bindgen(question: &Question, bindgen: &Bindgen) -> Vec<String> {
    let names = || question.facts.functions.iter().map(|export| &export.name);
    let calls_first = names().any(|name| name == BINDGEN_START);
    if calls_first && bindgen.start.is_none() {
        // It does something that cannot be taken apart.
        return Vec::new();
    }
    let wanted = |name: &str| name == BINDGEN_START || !is_bindgens(name) && !is_never_guarded(name);
    names().filter(|name| wanted(name)).cloned().collect()
}

/// The wrapped exports, if that is what the initialiser is called by.
fn wrapped(question: &Question) -> Vec<String> {
    let Source::Wrapped(_) = &question.source else {
        return Vec::new();
    };
    let wrappers = wrappers(question);
    let is_one = |export: &&ExportedFunction| wrappers.contains(&export.func) && !is_never_guarded(&export.name);
    question.facts.functions.iter().filter(is_one).map(|export| export.name.clone()).collect()
}

/// The functions that ran the constructors each time.
fn wrappers(question: &Question) -> HashSet<u32> {
    let wrapped = question.source.wrapped();
    wrapped.into_iter().flat_map(|wrapped| &wrapped.wrappers).map(|wrapper| wrapper.func).collect()
}
