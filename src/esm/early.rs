//! What a start section calls too early. What is written gives imports the memory first, and WASI with it; there are exports only once
//! there is an instance.

use crate::decide::How;
use crate::decide::Lacks;
use crate::decide::MayStart;
use crate::decide::Warning;
use crate::inspect::Basis;
use crate::inspect::Beyond;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::Facts;
use crate::inspect::Initialiser;
use crate::inspect::Program;
use crate::inspect::ReachedImport;
use crate::inspect::Runner;

pub(super) fn early(facts: &Facts) -> Option<Warning> {
    let is_started = matches!(facts.convention.runner(), Runner::Start | Runner::Program(Program::Started(_)));
    let initialiser = facts.initialiser.as_ref().filter(|initialiser| is_started && !initialiser.is_closed())?;
    let lacks = |import: &ReachedImport| lacks(import, facts.memory);
    let is_certain = |import: &&ReachedImport| import.effect != Effect::Unknown;
    let fails = initialiser.called().filter(is_certain).find_map(|import| Some((import, lacks(import)?)));
    if let Some((import, lacks)) = fails {
        return Some(Warning::StartWillFail(Box::new(import.clone()), lacks));
    }
    may_fail(initialiser, lacks).map(Warning::StartMayFail)
}

fn may_fail(initialiser: &Initialiser, lacks: impl Fn(&ReachedImport) -> Option<Lacks>) -> Option<MayStart> {
    let imports = initialiser.reach.imports.iter().filter_map(|import| Some((import, lacks(import)?)));
    if let Some((import, lacks)) = imports.min_by_key(|(import, _)| (!import.always, !import.certain)) {
        let how = match () {
            () if import.always => How::Always,
            () if import.certain => How::Directly,
            () => How::Indirectly,
        };
        return Some(MayStart::MayCall(Box::new(import.clone()), how, lacks));
    }
    let beyond = &initialiser.reach.beyond;
    (*beyond != Beyond::Nothing).then(|| MayStart::NotAllKnown(Box::new(beyond.clone())))
}

/// What an import does not have yet that it needs, or may need for all that is known.
fn lacks(import: &ReachedImport, memory: Direction) -> Option<Lacks> {
    match import.effect {
        Effect::Reenters => Some(Lacks::Exports),
        Effect::NeedsMemory => (memory == Direction::Exported).then_some(Lacks::Memory),
        // It has what it needs: it knows the memory.
        Effect::Unknown if import.is_wasi() => None,
        Effect::Unknown if matches!(import.basis, Basis::Type { .. }) => Some(Lacks::Unknown),
        Effect::Unknown => Some(Lacks::CallBack),
        Effect::Pure | Effect::Aborts => None,
    }
}
