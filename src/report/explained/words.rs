//! Answers, and what would have to be known, in words.

use std::collections::HashSet;

use crate::decide::AskedFor;
use crate::decide::HostReason;
use crate::decide::InitTarget;
use crate::decide::Reason;
use crate::decide::Standing;
use crate::hosts::Host;
use crate::inspect::ExportedFunction;
use crate::inspect::Facts;
use crate::inspect::Runner;
use crate::options::InitChoice;

/// The run that was not tried.
pub(super) const RUN: &str = "--prove=run runs the constructors, and so may prove that they need nothing from the host";

/// Names that are missing.
pub(super) const NAMES: &str = "names may tell: link without -s or --strip-all, and have wasm-opt keep names (-g)";

/// How many hosts are named.
const FEW: usize = 4;

/// The host that was not named, where that matters.
pub(super) fn hosts(hosts: &[&Host]) -> Option<String> {
    // One more is named instead of saying that there is one more.
    let shown = if hosts.len() <= FEW + 1 { hosts.len() } else { FEW };
    let names: Vec<String> = hosts.iter().take(shown).map(|host| format!("`{}`", host.name)).collect();
    let more = match hosts.len() - shown {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let names = names.join(", ");
    (!hosts.is_empty())
        .then(|| format!("for {names}{more}, --host=NAME does something else; `wasm-initfix inspect` says what"))
}

/// An answer's name.
pub(super) fn name(choice: InitChoice) -> &'static str {
    match choice {
        InitChoice::Auto => "auto",
        InitChoice::Start => "start section",
        InitChoice::Export => "init function",
        InitChoice::Lazy => "first call",
        InitChoice::Keep => "as now",
    }
}

/// What there is to say of an answer that is not taken, where `said` is said above.
pub(super) fn standing(choice: InitChoice, standing: &Standing, said: &str, facts: &Facts) -> Option<String> {
    let since = |why: &str| if said.contains(why) { ", for the reason above".to_owned() } else { format!(": {why}") };
    Some(match standing {
        Standing::Taken => return None,
        Standing::Same(why) => format!("no change, since {why}"),
        Standing::Right { reason, target, warnings } => {
            let why = match reason {
                Reason::Asked(AskedFor::AsInitAsks) => String::new(),
                why => format!(" ({})", of_host(why)),
            };
            let but: String = warnings.iter().map(|warning| format!("; but {warning}")).collect();
            format!("possible with --init={}: {}{why}{but}", choice.keyword(), comes(target, facts))
        }
        Standing::Doubtful(why) => format!("not by itself{}", since(&of_host(why))),
        Standing::Stays { reason, .. } => format!("no{}", since(&reason.to_string())),
        Standing::Refused(why) => {
            format!("not possible{}", since(why.strip_suffix("; leave out --init").unwrap_or(why)))
        }
    })
}

/// A reason; "it" is the host in some, which is named before them.
pub(super) fn of_host(why: &Reason) -> String {
    match why {
        Reason::Host(host, HostReason::Misfit(_)) => format!("with {host}, {why}"),
        why => why.to_string(),
    }
}

/// What comes of an answer.
fn comes(target: &InitTarget, facts: &Facts) -> String {
    match target {
        InitTarget::Start { .. } => "instantiation runs the constructors".to_owned(),
        InitTarget::Export { name } => {
            let first: String = facts.called_once().map(|name| format!("`{name}` and then ")).collect();
            format!("the host then has to call {first}`{name}` before any other export")
        }
        InitTarget::Lazy { name, guarded, .. } => {
            let also = if is_program(facts) { ", be it `_start` or another" } else { "" };
            format!("the first call of {} runs the constructors{also}", these(name.as_deref(), guarded, facts))
        }
    }
}

/// Whether the host calls `_start`, which runs all there is.
pub(super) fn is_program(facts: &Facts) -> bool {
    matches!(facts.convention.runner(), Runner::Program(_))
}

/// Exports that run the constructors when they are called first: all, or which.
fn these(name: Option<&str>, guarded: &[String], facts: &Facts) -> String {
    let guarded: HashSet<&str> = guarded.iter().map(String::as_str).collect();
    let root = facts.initialiser.as_ref().map(|initialiser| initialiser.function.func);
    let is_other = |export: &&ExportedFunction| {
        !guarded.contains(export.name.as_str()) && Some(export.name.as_str()) != name && Some(export.func) != root
    };
    let others: Vec<String> =
        facts.functions.iter().filter(is_other).map(|export| format!("`{}`", export.name)).collect();
    match (others.len(), guarded.len()) {
        (0, _) => "any export".to_owned(),
        (_, 1..=FEW) => guarded_names(&guarded),
        (1..=FEW, _) => format!("any export but {}", others.join(", ")),
        (left, many) => format!("any of {many} exports, and not of {left} others,"),
    }
}

fn guarded_names(guarded: &HashSet<&str>) -> String {
    let mut names: Vec<String> = guarded.iter().map(|name| format!("`{name}`")).collect();
    names.sort_unstable();
    names.join(" or ")
}

/// What helps where all answers have to stay: for the last, since what helps a program's other answers is that one. That an option had
/// better be left out is of no use here: none was given.
pub(super) fn help(standings: &[(InitChoice, Standing)], is_program: bool) -> Option<String> {
    let stays = standings.iter().map(|(_, standing)| match standing {
        Standing::Stays { help, .. } => Some(*help),
        _ => None,
    });
    let helps = stays.collect::<Option<Vec<_>>>()?;
    let help = helps.last().filter(|help| !help.starts_with("leave out"))?;
    // A program that is run and no more needs no help.
    Some(if is_program { format!("if its other exports need constructors, {help}") } else { (*help).to_owned() })
}
