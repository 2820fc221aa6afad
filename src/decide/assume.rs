//! What the user could say about an import if nothing is known of it.

use std::collections::HashSet;

use super::proof;
use crate::inspect::Basis;
use crate::inspect::Beyond;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::Facts;
use crate::inspect::ReachedImport;

/// Which `--assume` would let the start section run the constructors, if only unknown imports keep it from that.
pub(super) fn allows_start(facts: &Facts, memory: Direction) -> Option<String> {
    let initialiser = facts.initialiser.as_ref()?;
    let reach = &initialiser.reach;
    if initialiser.is_safe() || proof::exposed(facts, memory).is_some() || reach.beyond != Beyond::Nothing {
        return None;
    }
    let blockers: Vec<&ReachedImport> = proof::blockers(initialiser, facts, memory).collect();
    if blockers.is_empty() || !blockers.iter().all(|import| is_guess(import)) {
        return None;
    }
    let one = blockers.len() == 1;
    let (what, effect) = match (proof::has_memory(facts, memory), one) {
        (true, true) => ("uses nothing of the module but its memory", "memory"),
        (true, false) => ("use nothing of the module but its memory", "memory"),
        (false, true) => ("uses nothing of the module", "pure"),
        (false, false) => ("use nothing of the module", "pure"),
    };
    Some(format!(
        "if {} {what}, say {}: then the start section can run the constructors",
        shown(&blockers),
        assumptions(&blockers, &reach.imports, effect)
    ))
}

/// Which imports that a start section calls may fail there, and how to say that they do.
pub(super) fn may_fail_in_start(facts: &Facts) -> Option<String> {
    let reach = &facts.initialiser.as_ref()?.reach;
    let takes_address = |import: &&ReachedImport| matches!(import.basis, Basis::Type { address: Some(_) });
    let called: Vec<&ReachedImport> = reach.certain().filter(takes_address).collect();
    let why = match called.as_slice() {
        [] => return None,
        [import] => format!("{}; if it does", guess(import)?),
        _ => "take numbers that may be addresses, and nothing else is known of them; if they need memory".to_owned(),
    };
    let assume = assumptions(&called, &reach.imports, "memory");
    Some(format!("{} {why}, say {assume}: then the constructors leave the start section", shown(&called)))
}

/// Goes on from the name of an import that only its type tells of.
pub(super) fn guess(import: &ReachedImport) -> Option<String> {
    let Basis::Type { address } = import.basis else {
        return None;
    };
    Some(match address {
        Some(ty) => format!("may need memory: it takes an {ty}, and nothing else is known of it"),
        None => "may need anything: nothing is known of it".to_owned(),
    })
}

fn is_guess(import: &ReachedImport) -> bool {
    import.effect == Effect::Unknown && matches!(import.basis, Basis::Type { .. })
}

/// The first, and how many more.
fn shown(imports: &[&ReachedImport]) -> String {
    let named = |import: &ReachedImport| format!("`{}.{}`", import.module, import.name);
    match imports {
        [] => String::new(),
        [one] => named(one),
        [one, other] => format!("{} and {}", named(one), named(other)),
        [first, more @ ..] => format!("{} and {} more", named(first), more.len()),
    }
}

/// The options that say it, as few as cover these imports: one for a module if nothing is known of any import of it that is
/// reached, and else one for an import.
fn assumptions(imports: &[&ReachedImport], reached: &[ReachedImport], effect: &str) -> String {
    let known: HashSet<&str> =
        reached.iter().filter(|import| !is_guess(import)).map(|import| import.module.as_str()).collect();
    let (mut seen, mut options) = (HashSet::new(), Vec::new());
    for import in imports {
        let of_module = imports.iter().filter(|other| other.module == import.module).count();
        let is_whole = of_module > 1 && !known.contains(import.module.as_str());
        let name = if is_whole { "*" } else { import.name.as_str() };
        if seen.insert((import.module.as_str(), name)) {
            options.push(option(&import.module, name, effect));
        }
    }
    match options.as_slice() {
        [first, second, third, more @ ..] if !more.is_empty() => {
            format!("{first} {second} {third}, and the same of {} more", more.len())
        }
        _ => options.join(" "),
    }
}

/// As a shell takes it.
fn option(module: &str, name: &str, effect: &str) -> String {
    let value = format!("{module}.{name}={effect}");
    let is_plain = value.chars().all(|it| it.is_ascii_alphanumeric() || "_.=-:/@".contains(it));
    if is_plain { format!("--assume {value}") } else { format!("--assume '{}'", value.replace('\'', "'\\''")) }
}
