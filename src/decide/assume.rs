//! What the user could say about an import if nothing is known of it.

use std::collections::HashMap;
use std::collections::HashSet;

use super::proof;
use crate::inspect::Basis;
use crate::inspect::Beyond;
use crate::inspect::Direction;
use crate::inspect::Effect;
use crate::inspect::Facts;
use crate::inspect::ReachedImport;
use crate::shell::quoted;

/// Which `--assume` would let the start section run the constructors, if only unknown imports keep it from that.
pub(super) fn allows_start(facts: &Facts, memory: Direction) -> Option<String> {
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
    let names = names(&blockers);
    let uses = if names.len() == 1 { "uses" } else { "use" };
    let (but, effect) = if proof::has_memory(facts, memory) { (" but its memory", "memory") } else { ("", "pure") };
    Some(format!(
        "if {} {uses} nothing of the module{but}, and nothing that its host sets up after instantiation, say {}: then the \
         start section can run the constructors",
        shown(&names),
        assumptions(&names, effect)
    ))
}

/// Which imports that a start section calls may fail there, and how to say that they do.
pub(super) fn may_fail_in_start(facts: &Facts) -> Option<String> {
    let reach = &facts.initialiser.as_ref()?.reach;
    let takes_address = |import: &&ReachedImport| matches!(import.basis, Basis::Type { address: Some(_) });
    let called: Vec<&ReachedImport> = reach.certain().filter(takes_address).collect();
    let names = names(&called);
    let why = match (names.as_slice(), called.first()?.basis) {
        ([_], Basis::Type { address: Some(ty) }) => {
            format!("may need memory: it takes an {ty}, and nothing else is known of it; if it does")
        }
        _ => "may need memory: they take an i32 or i64, and nothing else is known of them; if they do".to_owned(),
    };
    let assume = assumptions(&names, "memory");
    Some(format!("{} {why}, say {assume}: then the constructors leave the start section", shown(&names)))
}

fn is_guess(import: &ReachedImport) -> bool {
    import.effect == Effect::Unknown && matches!(import.basis, Basis::Type { .. })
}

/// Module and name of an import.
type ImportName<'i> = (&'i str, &'i str);

/// Each once: several imports may have one name.
fn names<'i>(imports: &[&'i ReachedImport]) -> Vec<ImportName<'i>> {
    let mut seen = HashSet::new();
    let names = imports.iter().map(|import| (import.module.as_str(), import.name.as_str()));
    names.filter(|name| seen.insert(*name)).collect()
}

/// The first, and how many more.
fn shown(names: &[ImportName]) -> String {
    let named = |(module, name): &ImportName| format!("`{module}.{name}`");
    match names {
        [] => String::new(),
        [one] => named(one),
        [one, other] => format!("{} and {}", named(one), named(other)),
        [first, more @ ..] => format!("{} and {} more", named(first), more.len()),
    }
}

/// The options that say it, as few as cover these imports: one for several of a module. A pattern says nothing of what is known.
fn assumptions(names: &[ImportName], effect: &str) -> String {
    let mut of_module: HashMap<&str, usize> = HashMap::new();
    names.iter().for_each(|(module, _)| *of_module.entry(module).or_default() += 1);
    let (mut seen, mut options) = (HashSet::new(), Vec::new());
    for (module, name) in names {
        let is_whole = of_module.get(module).is_some_and(|count| *count > 1);
        let name = if is_whole { "*" } else { *name };
        if seen.insert((*module, name)) {
            options.push(quoted(&format!("--assume={module}.{name}={effect}")));
        }
    }
    match options.as_slice() {
        [first, second, third, more @ ..] if !more.is_empty() => {
            format!("{first} {second} {third}, and the same of {} more", more.len())
        }
        _ => options.join(" "),
    }
}
