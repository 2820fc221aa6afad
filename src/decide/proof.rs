//! What is proven of an initialiser, and what that says of the start section where no host is named.

use crate::inspect::Beyond;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::Facts;
use crate::inspect::Function;
use crate::inspect::Initialiser;
use crate::inspect::Proof;
use crate::inspect::Ran;
use crate::inspect::Reach;
use crate::inspect::ReachedImport;

/// Why the start section may run the initialiser, or why not.
pub(super) fn may_start(facts: &Facts, memory: Direction) -> Result<String, String> {
    let Some(initialiser) = &facts.initialiser else {
        return Err("what the constructors call was not looked at".to_owned());
    };
    if initialiser.is_safe() {
        return Ok(why_safe(initialiser));
    }
    // Where a module exports the memory that it imports, its host may look for it there. A host that has yet to give it
    // has it in hand.
    let reachable = match memory {
        Direction::None | Direction::Private | Direction::Imported => true,
        Direction::Both => facts.memory != Direction::Both,
        Direction::Exported => false,
    };
    if reachable && !may_need_more(facts, &initialiser.reach) {
        return Ok(why_start(memory));
    }
    Err(why_not(initialiser, memory))
}

pub(super) fn is_safe(facts: &Facts) -> bool {
    facts.initialiser.as_ref().is_some_and(Initialiser::is_safe)
}

fn why_safe(initialiser: &Initialiser) -> String {
    let imports: Vec<String> =
        initialiser.reach.imports.iter().map(|it| format!("`{}.{}`", it.module, it.name)).collect();
    match initialiser.verdict().1 {
        Proof::Run => {
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
/// (Node's `lib/wasi.js`), or the module's own functions.
fn may_need_more(facts: &Facts, reach: &Reach) -> bool {
    let beyond = reach.beyond != Beyond::Nothing && (facts.wasi || facts.reentered);
    beyond || reach.imports.iter().any(ReachedImport::needs_more_than_memory)
}

/// Why the start section may not, or why that is not known.
fn why_not(initialiser: &Initialiser, memory: Direction) -> String {
    if let Some(import) = initialiser.culprit() {
        let calls = match &initialiser.ran {
            Some(Ran::Calls { .. }) => "when run, the constructors called",
            _ if import.certain => "the constructors call",
            _ => "by an indirect call, the constructors may call",
        };
        return format!("{calls} {}, {}", show_path(import), why_too_early(import, memory));
    }
    format!("it is not proven that the constructors call no import: {}", initialiser.reach.beyond)
}

/// Why an import cannot be called during start, or must not be for all that is known.
fn why_too_early(import: &ReachedImport, memory: Direction) -> &'static str {
    match import.effect {
        Effect::Reenters => "which needs the module's exports, and those exist only once the start section has run",
        _ if import.is_wasi() => "and hosts set up WASI only after the start section has run",
        Effect::NeedsMemory if memory == Direction::Exported => {
            "which needs memory, and memory is exported, so no import can reach it before the start section has run"
        }
        Effect::NeedsMemory if memory == Direction::Both => {
            "which needs memory, and may look for it among the exports, where it is once the start section has run"
        }
        _ => "which may call the module back, and its exports exist only once the start section has run",
    }
}

/// What the user should know of imports that could be more than they seem.
pub(super) fn note_callbacks(facts: &Facts) -> Option<String> {
    let initialiser = facts.initialiser.as_ref().filter(|initialiser| !initialiser.is_safe())?;
    let may = initialiser.reach.imports.iter().filter(|import| import.may_call_back());
    let names: Vec<String> = may.map(|import| format!("`{}.{}`", import.module, import.name)).collect();
    let (first, more) = names.split_first()?;
    let shown = if more.is_empty() { first.clone() } else { format!("{first} and {} more", more.len()) };
    Some(format!(
        "if {shown} calls the module back, that fails now: its functions and tables are exported once the start section has run; \
         then use --init=lazy"
    ))
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
