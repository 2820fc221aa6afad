//! What is proven of an initialiser, and what that says of the start section where no host is named.

use crate::inspect::Basis;
use crate::inspect::Beyond;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::Exposed;
use crate::inspect::ExposedKind;
use crate::inspect::Facts;
use crate::inspect::First;
use crate::inspect::Function;
use crate::inspect::Initialiser;
use crate::inspect::Ran;
use crate::inspect::Reach;
use crate::inspect::ReachedImport;

/// Why the start section may run the initialiser, or why not.
pub(super) fn may_start(facts: &Facts, memory: Direction) -> Result<String, String> {
    let Some(initialiser) = &facts.initialiser else {
        return Err("what the constructors call was not looked at".to_owned());
    };
    if let Some(first) = &initialiser.first {
        return Err(why_first(first));
    }
    let why = if initialiser.is_harmless() {
        why_harmless(initialiser)
    } else if has_memory(facts, memory) && !may_need_more(&initialiser.reach) {
        why_start(memory)
    } else {
        return Err(why_not(initialiser, facts, memory));
    };
    match exposed(facts, memory) {
        Some(exposed) => Err(why_exposed(exposed)),
        None => Ok(why),
    }
}

/// What the initialiser may read that a host may have written by then, if the host still finds it among the exports.
pub(super) fn exposed(facts: &Facts, memory: Direction) -> Option<&Exposed> {
    let is_exported = matches!(memory, Direction::Exported | Direction::Both);
    let mut exposed = facts.initialiser.iter().flat_map(|initialiser| &initialiser.exposed);
    exposed.find(|exposed| exposed.kind != ExposedKind::Memory || is_exported)
}

/// How to have the start section run constructors that only keeps a host from it that may write first.
pub(super) fn note_exposed(facts: &Facts, memory: Direction) -> Option<String> {
    let initialiser = facts.initialiser.as_ref().filter(|initialiser| initialiser.first.is_none())?;
    let may = initialiser.is_harmless() || has_memory(facts, memory) && !may_need_more(&initialiser.reach);
    let exposed = exposed(facts, memory).filter(|_| may)?;
    Some(format!(
        "if your host writes nothing to {} before, say --init=start: then the start section runs the constructors",
        shown(exposed)
    ))
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

/// What a host has to call before the constructors.
pub(super) fn why_first(first: &First) -> String {
    format!(
        "`{}` has to be called before the constructors, since it sets up {}, and the start section runs before any call",
        first.name, first.sets_up
    )
}

/// The host runs the constructors when it likes, so it may write first.
pub(super) fn why_exposed(exposed: &Exposed) -> String {
    format!("{} may read {}, and a host may write to that before the constructors run", exposed.reader, shown(exposed))
}

/// What a host may write to, by name.
pub(super) fn shown(exposed: &Exposed) -> String {
    match exposed.kind {
        ExposedKind::ImportedGlobal => format!("the imported global `{}`", exposed.name),
        kind => format!("the exported {} `{}`", kind.keyword(), exposed.name),
    }
}

fn why_harmless(initialiser: &Initialiser) -> String {
    let imports: Vec<String> =
        initialiser.reach.imports.iter().map(|it| format!("`{}.{}`", it.module, it.name)).collect();
    match initialiser.reach.is_harmless() {
        false => {
            "when run, the constructors ended without calling an import, and nothing that a host gives could change that"
        }
        _ if imports.is_empty() => "the constructors call no import, so they need nothing from a host",
        _ => {
            return format!(
                "the constructors call no import that needs the module ({} may be called)",
                imports.join(", ")
            );
        }
    }
    .to_owned()
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
fn why_not(initialiser: &Initialiser, facts: &Facts, memory: Direction) -> String {
    let ran = match &initialiser.ran {
        Some(Ran::Calls { import }) if blocks(import, has_memory(facts, memory)) => Some(import),
        _ => None,
    };
    let blockers = blockers(initialiser, facts, memory);
    let blocker = ran
        .or_else(|| blockers.min_by_key(|import| (!import.always, !import.certain, import.effect == Effect::Unknown)));
    if let Some(import) = blocker {
        let calls = match ran {
            Some(_) => "when run, the constructors called",
            _ if import.always => "the constructors call",
            _ if import.certain => "the constructors may call",
            _ => "by an indirect call, the constructors may call",
        };
        return format!("{calls} {}, {}", show_path(import), why_too_early(import, memory));
    }
    format!("it is not proven that the constructors call no import: {}", initialiser.reach.beyond)
}

/// What an import lacks that calls back while the start section runs.
pub(super) const NEEDS_EXPORTS: &str =
    "which needs the module's exports, and those exist only once the start section has run";

/// Why an import cannot be called during start, or must not be for all that is known.
fn why_too_early(import: &ReachedImport, memory: Direction) -> &'static str {
    match import.effect {
        Effect::Reenters => NEEDS_EXPORTS,
        _ if import.is_wasi() => "and hosts set up WASI only after the start section has run",
        Effect::Unknown if matches!(import.basis, Basis::Type { .. }) => {
            "and nothing is known of that import: it may need what exists only once the start section has run"
        }
        Effect::NeedsMemory if memory == Direction::Exported => {
            "which needs memory, and memory is exported, so no import can reach it before the start section has run"
        }
        Effect::NeedsMemory if memory == Direction::Both => {
            "which needs memory, and may look for it among the exports, where it is once the start section has run"
        }
        _ => "which may call the module back, and its exports exist only once the start section has run",
    }
}

/// Why the start section can run what needs memory.
pub(super) fn why_start(memory: Direction) -> String {
    match memory {
        Direction::None => "there is no memory that a host could need",
        Direction::Private => "no host can see the memory, so none has to wait for it",
        _ => "memory is imported, so the host has it before the start section runs",
    }
    .to_owned()
}

/// Why it cannot.
pub(super) fn why_not_start(memory: Direction) -> String {
    match memory {
        Direction::Imported | Direction::Both => "hosts set up WASI only after the start section has run",
        _ => "memory is exported, so no import can reach it before the start section has run",
    }
    .to_owned()
}

/// ``import `env.log` (by func 3 `_GLOBAL__sub_I_x.cpp`)``: how the root, which is left out, comes to call it.
pub(super) fn show_path(import: &ReachedImport) -> String {
    let shown = format!("import `{}.{}`", import.module, import.name);
    match import.path.as_slice() {
        [] | [_] => shown,
        [_, first, second, between @ .., last] if between.len() > 1 => {
            format!("{shown} (by {first}, {second}, {} more, {last})", between.len())
        }
        [_, path @ ..] => format!("{shown} (by {})", list(path)),
    }
}

/// Functions, one after the other.
pub(super) fn list(functions: &[Function]) -> String {
    functions.iter().map(Function::to_string).collect::<Vec<_>>().join(", ")
}
