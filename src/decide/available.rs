//! What imports have when a host calls the initialiser: in the start section, and in `_initialize`.

use super::misfit::EarlyImport;
use crate::hosts::Host;
use crate::hosts::INITIALIZE;
use crate::hosts::Quirk;
use crate::hosts::Wasi;
use crate::inspect::Beyond;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::Facts;
use crate::inspect::ReachedImport;
use crate::inspect::Start;
use crate::inspect::effects::is_wasi;

/// What the initialiser may lack while the start section runs: nothing only if that is proven.
pub(super) fn start_fault(host: &Host, facts: &Facts, memory: Direction) -> Option<EarlyImport> {
    if facts.initialiser.as_ref().is_some_and(|initialiser| skips(host, initialiser.function.func)) {
        return Some(EarlyImport::SkipsZero);
    }
    lacks(host, facts, memory)
}

/// The same, whatever the initialiser's index.
pub(super) fn lacks(host: &Host, facts: &Facts, memory: Direction) -> Option<EarlyImport> {
    let Some(initialiser) = &facts.initialiser else {
        return Some(EarlyImport::CallsUnknown);
    };
    if initialiser.is_closed() {
        return None;
    }
    if let Some(import) = initialiser.reach.imports.iter().find(|import| !has(host, import, memory)) {
        return Some(does_not_work(import));
    }
    // What is not seen may be a function that the host gives otherwise than as an import.
    let hidden = initialiser.reach.beyond != Beyond::Nothing;
    hidden.then_some(EarlyImport::CallsNotAllKnown)
}

/// Why a start section fails with a host, if that is certain: by an import that it is taken to call.
pub(super) fn fails(host: &Host, facts: &Facts, memory: Direction) -> Option<EarlyImport> {
    // What is imported is there, be it exported as well.
    let memory = if memory == Direction::Both { Direction::Imported } else { memory };
    let mut called = facts.initialiser.iter().flat_map(|initialiser| initialiser.called());
    let import = called.find(|import| match host.wasi {
        _ if is_too_early(host, import) => true,
        _ if import.is_harmless() => false,
        Wasi::AfterStart { .. } if import.is_wasi() => true,
        _ => import.effect.needs_memory() && !has(host, import, memory),
    })?;
    Some(does_not_work(import))
}

/// Why the start function that a module has fails with a host: it is itself an import that does not work yet.
pub(super) fn is_early_import(host: &Host, start: &Start) -> Option<EarlyImport> {
    let (module, name) = start.function.import.as_ref()?;
    let is_early = !host.imports_in_initialize && !is_wasi(module);
    is_early.then(|| EarlyImport::IsStart(module.clone(), name.clone()))
}

/// Whether a host skips the start section if it names this function.
pub(super) fn skips(host: &Host, func: u32) -> bool {
    func == 0 && host.quirks.contains(&Quirk::SkipsStartZero)
}

/// Why an init function of these names is called too early, or may be for all that is known.
pub(super) fn may_be_early(host: &Host, facts: &Facts, names: &[&str]) -> Option<EarlyImport> {
    let name = early_name(host, names)?;
    let Some(initialiser) = &facts.initialiser else {
        return Some(EarlyImport::CalledEarlyUnknown(name.to_owned()));
    };
    if initialiser.is_closed() {
        return None;
    }
    let import = initialiser.reach.imports.iter().find(|import| is_too_early(host, import));
    let unseen = initialiser.reach.beyond != Beyond::Nothing;
    let not_all = || unseen.then(|| EarlyImport::CalledEarlyNotAllKnown(name.to_owned()));
    import.map(|import| too_early(name, import)).or_else(not_all)
}

/// Why an init function of these names is called too early, if that is certain.
pub(super) fn is_early(host: &Host, facts: &Facts, names: &[&str]) -> Option<EarlyImport> {
    let name = early_name(host, names)?;
    let mut called = facts.initialiser.iter().flat_map(|initialiser| initialiser.called());
    called.find(|import| is_too_early(host, import)).map(|import| too_early(name, import))
}

/// The name under which a host calls an init function before the user's imports work.
fn early_name<'n>(host: &Host, names: &[&'n str]) -> Option<&'n str> {
    let is_called = !host.imports_in_initialize && host.calls.contains(&INITIALIZE);
    names.iter().copied().find(|name| is_called && *name == INITIALIZE)
}

/// Whether an import does not work before the host has its instance, whatever it does; one that ends the run ends it anyway.
fn is_too_early(host: &Host, import: &ReachedImport) -> bool {
    !host.imports_in_initialize && !import.is_wasi() && import.effect != Effect::Aborts
}

fn too_early(name: &str, import: &ReachedImport) -> EarlyImport {
    EarlyImport::CalledBefore(name.to_owned(), import.module.clone(), import.name.clone())
}

fn does_not_work(import: &ReachedImport) -> EarlyImport {
    EarlyImport::NotInStart { module: import.module.clone(), name: import.name.clone(), always: import.always }
}

/// Whether an import has what it needs while the start section runs.
fn has(host: &Host, import: &ReachedImport, memory: Direction) -> bool {
    if is_too_early(host, import) {
        return false;
    }
    if import.is_harmless() {
        return true;
    }
    if import.is_wasi() {
        return matches!(host.wasi, Wasi::Always { .. });
    }
    let memory = host.exports_in_start || matches!(memory, Direction::None | Direction::Private | Direction::Imported);
    match import.effect {
        Effect::NeedsMemory => memory,
        Effect::Reenters => host.exports_in_start,
        // It may use what the user's program sets up once it has the instance.
        Effect::Unknown => false,
        Effect::Pure | Effect::Aborts => true,
    }
}
