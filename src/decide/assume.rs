//! What the user could say about an import if nothing is known of it.

use std::collections::HashSet;

use super::note::Advice;
use super::note::Assumable;
use super::proof;
use crate::inspect::Basis;
use crate::inspect::Beyond;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::Facts;
use crate::inspect::ReachedImport;

/// Which `--assume` would let the start section run the constructors, if only unknown imports keep it from that.
pub(super) fn allows_start(facts: &Facts, memory: Direction) -> Option<Advice> {
    let initialiser = facts.initialiser.as_ref()?;
    if initialiser.is_safe()
        || initialiser.first.is_some()
        || proof::exposed(facts, memory).is_some()
        || initialiser.reach.beyond != Beyond::Nothing
    {
        return None;
    }
    let blockers: Vec<&ReachedImport> = proof::blockers(initialiser, facts, memory).collect();
    // An import of WASI needs a host that is set up, whatever else it does.
    if blockers.is_empty() || !blockers.iter().all(|import| is_guess(import) && !import.is_wasi()) {
        return None;
    }
    let memory = proof::has_memory(facts, memory);
    Some(Advice::AssumeForStart(Assumable { names: names(&blockers), memory, address: None }))
}

/// Which imports that a start section calls may fail there, and how to say that they do.
pub(super) fn may_fail_in_start(facts: &Facts) -> Option<Advice> {
    let reach = &facts.initialiser.as_ref()?.reach;
    let takes_address = |import: &&ReachedImport| matches!(import.basis, Basis::Type { address: Some(_) });
    let called: Vec<&ReachedImport> = reach.certain().filter(takes_address).collect();
    let Basis::Type { address } = called.first()?.basis else {
        return None;
    };
    Some(Advice::AssumeFails(Assumable { names: names(&called), memory: true, address }))
}

fn is_guess(import: &ReachedImport) -> bool {
    import.effect == Effect::Unknown && matches!(import.basis, Basis::Type { .. })
}

/// Module and name of each, once: several imports may have one name.
fn names(imports: &[&ReachedImport]) -> Vec<(String, String)> {
    let mut seen = HashSet::new();
    let names = imports.iter().map(|import| (import.module.clone(), import.name.clone()));
    names.filter(|name| seen.insert(name.clone())).collect()
}
