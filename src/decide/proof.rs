//! What is proven of an initialiser, and what that says of the start section where no host is named.

use super::note::Advice;
use super::reason::How;
use super::reason::Lacks;
use super::reason::MayStart;
use crate::inspect::Basis;
use crate::inspect::Beyond;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::Exposed;
use crate::inspect::ExposedKind;
use crate::inspect::Facts;
use crate::inspect::Function;
use crate::inspect::Initialiser;
use crate::inspect::Ran;
use crate::inspect::Reach;
use crate::inspect::ReachedImport;

/// Why the start section may run the initialiser, or why not.
pub(super) fn may_start(facts: &Facts, memory: Direction) -> Result<MayStart, MayStart> {
    let Some(initialiser) = &facts.initialiser else {
        return Err(MayStart::NotLookedAt);
    };
    if let Some(first) = &initialiser.first {
        return Err(MayStart::CallFirst(*first));
    }
    let why = if initialiser.is_harmless() {
        why_harmless(initialiser)
    } else if has_memory(facts, memory) && !may_need_more(&initialiser.reach) {
        why_start(memory)
    } else {
        return Err(why_not(initialiser, facts, memory));
    };
    match exposed(facts, memory) {
        Some(exposed) => Err(MayStart::MayReadExposed(Box::new(exposed.clone()))),
        None => Ok(why),
    }
}

/// What the initialiser may read that a host may have written by then, if the host still finds it among the exports.
pub(super) fn exposed(facts: &Facts, memory: Direction) -> Option<&Exposed> {
    let mut exposed = facts.initialiser.iter().flat_map(|initialiser| &initialiser.exposed);
    exposed.find(|exposed| is_visible(exposed, memory))
}

/// Whether a host still reaches it, once the memory options are followed.
pub(super) fn is_visible(exposed: &Exposed, memory: Direction) -> bool {
    match exposed.kind {
        ExposedKind::Memory => matches!(memory, Direction::Exported | Direction::Both),
        ExposedKind::ImportedMemory => matches!(memory, Direction::Imported | Direction::Both),
        ExposedKind::Global | ExposedKind::ImportedGlobal | ExposedKind::Table => true,
    }
}

/// How to have the start section run constructors that only keeps a host from it that may write first.
pub(super) fn note_exposed(facts: &Facts, memory: Direction) -> Option<Advice> {
    let initialiser = facts.initialiser.as_ref().filter(|initialiser| initialiser.first.is_none())?;
    let may = initialiser.is_harmless() || has_memory(facts, memory) && !may_need_more(&initialiser.reach);
    let exposed = exposed(facts, memory).filter(|_| may)?;
    Some(Advice::StartIfUnwritten(exposed.clone()))
}

/// Whether a run is likely to show what code does not: nothing is certain to be called that keeps the constructors from the start
/// section, and what may be is there for panics, as most of Rust's standard library can end in one.
pub(super) fn may_run(facts: &Facts, memory: Direction) -> Option<Advice> {
    let initialiser = facts.initialiser.as_ref().filter(|initialiser| initialiser.ran.is_none())?;
    let is_likely = match may_start(facts, memory) {
        Err(MayStart::MayCall(import, ..)) => facts.is_rust() || import.path.iter().any(may_panic),
        Err(MayStart::NotAllKnown(_)) => facts.is_rust(),
        _ => false,
    };
    (is_likely && a_run_may_tell(initialiser, facts, memory)).then_some(Advice::ProveByRunning)
}

/// Whether nothing but what a run can disprove keeps the constructors from the start section.
pub(super) fn a_run_may_tell(initialiser: &Initialiser, facts: &Facts, memory: Direction) -> bool {
    let always = blockers(initialiser, facts, memory).any(|import| import.always);
    !initialiser.is_harmless() && initialiser.first.is_none() && exposed(facts, memory).is_none() && !always
}

/// By its name alone: this decides about advice, and about nothing else.
fn may_panic(function: &Function) -> bool {
    let ends = |name: &String| ["panic", "abort", "terminate", "assert_fail"].iter().any(|it| name.contains(it));
    function.name.as_ref().is_some_and(ends)
}

/// Whether imports have the memory while the start section runs. Where a module exports the memory that it imports, its host
/// may look for it there. A host that has yet to give it has it in hand.
pub(super) fn has_memory(facts: &Facts, memory: Direction) -> bool {
    match memory {
        Direction::None | Direction::Private | Direction::Imported => true,
        Direction::Both => facts.memory != Direction::Both,
        Direction::Exported => false,
    }
}

fn why_harmless(initialiser: &Initialiser) -> MayStart {
    let names = |import: &ReachedImport| (import.module.clone(), import.name.clone());
    let imports: Vec<(String, String)> = initialiser.reach.imports.iter().map(names).collect();
    match initialiser.reach.is_harmless() {
        false => MayStart::RanAlone,
        true if imports.is_empty() => MayStart::CallNothing,
        true => MayStart::CallHarmless(imports),
    }
}

/// Whether an import may be called that needs more than memory: WASI, which hosts set up after the start section has run
/// (Node's `lib/wasi.js`), the module's own functions, or what nothing is known of.
fn may_need_more(reach: &Reach) -> bool {
    reach.beyond != Beyond::Nothing || reach.imports.iter().any(ReachedImport::may_need_more_than_memory)
}

/// The imports that keep the start section from running the constructors.
pub(super) fn blockers<'i>(
    initialiser: &'i Initialiser,
    facts: &Facts,
    memory: Direction,
) -> impl Iterator<Item = &'i ReachedImport> {
    let has_memory = has_memory(facts, memory);
    initialiser.reach.imports.iter().filter(move |import| blocks(import, has_memory))
}

fn blocks(import: &ReachedImport, has_memory: bool) -> bool {
    import.may_need_more_than_memory() || import.effect == Effect::NeedsMemory && !has_memory
}

/// Why the start section may not, or why that is not known: rather for an import that a run called, or direct calls lead to,
/// and rather for one that something is known of.
fn why_not(initialiser: &Initialiser, facts: &Facts, memory: Direction) -> MayStart {
    let ran = match &initialiser.ran {
        Some(Ran::Calls { import }) if blocks(import, has_memory(facts, memory)) => Some(import),
        _ => None,
    };
    let blockers = blockers(initialiser, facts, memory);
    let blocker = ran
        .or_else(|| blockers.min_by_key(|import| (!import.always, !import.certain, import.effect == Effect::Unknown)));
    let Some(import) = blocker else {
        return MayStart::NotAllKnown(Box::new(initialiser.reach.beyond.clone()));
    };
    let how = match ran {
        Some(_) => How::WhenRun,
        None if import.always => How::Always,
        None if import.certain => How::Directly,
        None => How::Indirectly,
    };
    MayStart::MayCall(Box::new(import.clone()), how, lacks(import, memory))
}

/// Why an import cannot be called during start, or must not be for all that is known.
fn lacks(import: &ReachedImport, memory: Direction) -> Lacks {
    match import.effect {
        Effect::Reenters => Lacks::Exports,
        _ if import.is_wasi() => Lacks::Wasi,
        Effect::Unknown if matches!(import.basis, Basis::Type { .. }) => Lacks::Unknown,
        Effect::NeedsMemory if memory == Direction::Exported => Lacks::Memory,
        Effect::NeedsMemory if memory == Direction::Both => Lacks::MemoryExport,
        _ => Lacks::CallBack,
    }
}

/// Why the start section can run what needs memory.
pub(super) fn why_start(memory: Direction) -> MayStart {
    match memory {
        Direction::None => MayStart::NoMemory,
        Direction::Private => MayStart::PrivateMemory,
        _ => MayStart::ImportedMemory,
    }
}

/// Why it cannot.
pub(super) fn why_not_start(memory: Direction) -> MayStart {
    match memory {
        Direction::Imported | Direction::Both => MayStart::WasiLater,
        _ => MayStart::ExportedMemory,
    }
}
