//! What imports have when a host calls the initialiser: in the start section, and in `_initialize`.

use crate::hosts::Host;
use crate::hosts::INITIALIZE;
use crate::hosts::Quirk;
use crate::hosts::Wasi;
use crate::inspect::Beyond;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::Facts;
use crate::inspect::ReachedImport;

pub(super) const SKIPS_ZERO: &str = "it skips a start section that names function 0";

/// What the initialiser may lack while the start section runs: nothing only if that is proven.
pub(super) fn start_fault(host: &Host, facts: &Facts, memory: Direction) -> Option<String> {
    let Some(initialiser) = &facts.initialiser else {
        return Some("what the initialiser calls is not known".to_owned());
    };
    if skips(host, initialiser.function.func) {
        return Some(SKIPS_ZERO.to_owned());
    }
    if initialiser.is_safe() {
        return None;
    }
    if let Some(import) = initialiser.reach.imports.iter().find(|import| !has(host, import, memory)) {
        return Some(does_not_work(import));
    }
    let hidden = initialiser.reach.beyond != Beyond::Nothing;
    (hidden && !has_everything(host)).then(|| "what the initialiser calls is not all known".to_owned())
}

/// Why a start section fails with a host, if direct calls show that it does.
pub(super) fn fails(host: &Host, facts: &Facts, memory: Direction) -> Option<String> {
    // What is imported is there, be it exported as well.
    let memory = if memory == Direction::Both { Direction::Imported } else { memory };
    let mut certain = facts.initialiser.iter().flat_map(|initialiser| initialiser.reach.certain());
    let import = certain.find(|import| match host.wasi {
        _ if import.is_harmless() => false,
        Wasi::AfterStart { .. } if import.is_wasi() => true,
        _ => import.effect == Effect::NeedsMemory && !has(host, import, memory),
    })?;
    Some(does_not_work(import))
}

/// Whether a host skips the start section if it names this function.
pub(super) fn skips(host: &Host, func: u32) -> bool {
    func == 0 && host.quirks.contains(&Quirk::SkipsStartZero)
}

/// Why an init function of these names must not be made for a host that calls one of them before the user's imports work:
/// unless it is known to call none of them.
pub(super) fn is_early(host: &Host, facts: &Facts, names: &[&str]) -> Option<String> {
    let name = host.called(names).filter(|name| *name == INITIALIZE && !host.imports_in_initialize)?;
    let Some(initialiser) = &facts.initialiser else {
        return Some(format!("it calls `{name}` early, and what the constructors call is not known"));
    };
    if initialiser.is_safe() {
        return None;
    }
    let import = initialiser.reach.imports.iter().find(users);
    let unseen = initialiser.reach.beyond != Beyond::Nothing;
    import
        .map(|import| too_early(name, import))
        .or_else(|| unseen.then(|| format!("it calls `{name}` early, and what the constructors call is not all known")))
}

/// Whether an import is the user's, and does something.
fn users(import: &&ReachedImport) -> bool {
    !import.is_harmless() && !import.is_wasi()
}

/// Why a host calls an init function too early, if direct calls show that it does.
pub(super) fn is_certainly_early(host: &Host, facts: &Facts, name: &str) -> Option<String> {
    let mut certain = facts.initialiser.iter().flat_map(|initialiser| initialiser.reach.certain());
    let is_early = name == INITIALIZE && !host.imports_in_initialize;
    certain.find(users).filter(|_| is_early).map(|import| too_early(name, import))
}

fn too_early(name: &str, import: &ReachedImport) -> String {
    format!(
        "it calls `{name}` when `{}.{}` does not work yet: export it under another name",
        import.module, import.name
    )
}

fn does_not_work(import: &ReachedImport) -> String {
    format!("it may call `{}.{}`, which does not work in the start section", import.module, import.name)
}

/// Whether nothing that an import could need is missing during start.
fn has_everything(host: &Host) -> bool {
    host.exports_in_start && matches!(host.wasi, Wasi::Always { .. })
}

/// Whether an import has what it needs while the start section runs.
fn has(host: &Host, import: &ReachedImport, memory: Direction) -> bool {
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
        Effect::Pure | Effect::Aborts => !import.may_call_back() || host.exports_in_start,
    }
}
