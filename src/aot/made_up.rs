//! What of a run rests on the watched host alone: answers that nothing but that host chose, and work that it left undone. A run that
//! ends badly after that is no fault of the module's: with a real host, it may never come to this.

use std::collections::HashSet;

use wasmparser::ExternalKind;
use wasmtime::Trap;

use super::session::Session;
use super::session::shown_trap;
use super::subject::GivenImport;
use super::subject::Subject;
use super::trace::End;
use super::trace::ImportCall;
use super::trace::MadeUp;
use super::trace::PhaseTrace;
use super::value::list;
use super::watched::Looked;
use super::watched::StatePart;
use super::watched::Undone;
use crate::module::Import;

/// How many imports a sentence names: those that were called last.
const NAMED: usize = 3;

/// Something that was made up, and the option that says what a real host does there.
struct MadeUpItem {
    what: String,
    option: Option<String>,
}

/// The end of a run in words that say what was made up before it; none if it ended well, or what was made up had no part in it. The rule:
/// an answer has a part in all that follows. What the host gave or left undone has one if the module looked at it: at an imported
/// global, memory or table, or at anything that an import can have changed, after the call.
pub(super) fn doubt(subject: &Subject, session: &mut Session, end: &End) -> Option<String> {
    if end.is_return() {
        return None;
    }
    let sizes = Sizes::of(end, session.missed_memory());
    let looked = session.looked().with_sizes(sizes.memory, sizes.table);
    let (called, more) = called(subject, &session.phases, &looked);
    let is_call = session.phases.last().is_some_and(|phase| phase.phase.is_call());
    let late = if is_call { Vec::new() } else { as_it_was(subject, &looked) };
    let items: Vec<MadeUpItem> = given(subject, &looked, &sizes).into_iter().chain(late).chain(called).collect();
    if items.is_empty() {
        return None;
    }
    let what: Vec<&str> = items.iter().map(|item| item.what.as_str()).collect();
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    let options: Vec<&str> = items.iter().filter_map(|item| item.option.as_deref()).collect();
    let say = match options.is_empty() {
        true => String::new(),
        false => format!("say what yours does with {}, or ", options.join(", ")),
    };
    Some(format!(
        "{end}, after the simulated host made something up: {}{more}; a real host may do otherwise: {say}run the module there",
        what.join(", ")
    ))
}

/// Which sizes an end is about: a larger memory or table may not have led to it.
struct Sizes {
    memory: bool,
    table: bool,
}

impl Sizes {
    /// `missed`: WASI was given an address that would lie in a larger memory.
    fn of(end: &End, missed: bool) -> Self {
        let is = |trap: Trap| matches!(end, End::Trapped { what, .. } if *what == shown_trap(&trap));
        Self { memory: missed || is(Trap::MemoryOutOfBounds), table: is(Trap::TableOutOfBounds) }
    }
}

/// The last call of each import that something was made up for, in the order of the calls; and how many imports are not among them.
fn called(subject: &Subject, phases: &[PhaseTrace], looked: &Looked) -> (Vec<MadeUpItem>, usize) {
    let has_part = |made_up: &MadeUp| match made_up {
        MadeUp::Answer(_) | MadeUp::Found(_) | MadeUp::NothingThrown => true,
        MadeUp::NothingWritten => looked.after(Undone::Memory),
        MadeUp::NoEffect => looked.after(Undone::Anything),
    };
    let mut seen = HashSet::new();
    let calls = phases.iter().flat_map(|phase| &phase.calls).rev();
    let made_up = calls.filter_map(|call| Some((call, call.made_up.as_ref().filter(|it| has_part(it))?)));
    let last: Vec<_> = made_up.filter(|(call, _)| seen.insert((&call.module, &call.name))).collect();
    let named = last.iter().take(NAMED).rev().map(|(call, made_up)| item(subject, call, made_up));
    (named.collect(), last.len().saturating_sub(NAMED))
}

fn item(subject: &Subject, call: &ImportCall, made_up: &MadeUp) -> MadeUpItem {
    let ImportCall { module, name, .. } = call;
    match made_up {
        MadeUp::Answer(values) => {
            let is_number = matches!(values[..], [value] if value.is_number());
            let option = is_number.then(|| format!("--import {module}.{name}=NUMBER"));
            MadeUpItem { what: format!("{call} answered {}", list(values)), option }
        }
        MadeUp::Found(what) => MadeUpItem { what: format!("{call} {what}"), option: None },
        MadeUp::NothingWritten | MadeUp::NoEffect | MadeUp::NothingThrown => {
            let full = format!("{module}.{name}");
            let is_said = subject.options.assume.iter().any(|(assumed, _)| *assumed == full);
            let threw = if *made_up == MadeUp::NothingThrown { ", and threw nothing" } else { "" };
            MadeUpItem {
                what: format!("{call} did nothing{threw}"),
                option: (!is_said).then(|| format!("--assume {full}=pure")),
            }
        }
    }
}

/// Exports that the module looked at while it was initialised, and that a host may have written to before.
fn as_it_was(subject: &Subject, looked: &Looked) -> Vec<MadeUpItem> {
    let mut items = Vec::new();
    for export in &subject.known.module.exports {
        let kind = match export.kind {
            ExternalKind::Memory => "memory",
            ExternalKind::Table => "table",
            ExternalKind::Global => "global",
            _ => continue,
        };
        let parts = StatePart::of(export.kind, export.index);
        if items.len() < NAMED && parts.iter().any(|part| looked.before_init(*part)) {
            let what = format!("exported {kind} {} is as the module made it", export.name);
            items.push(MadeUpItem { what, option: None });
        }
    }
    items
}

/// What the host gave that the module looked at, or that is too small for it: globals whose value is made up, memories and tables.
fn given(subject: &Subject, looked: &Looked, sizes: &Sizes) -> Vec<MadeUpItem> {
    let imports = subject.known.module.imports.iter().zip(&subject.imports);
    imports.flat_map(|(import, given)| given_by(import, given, looked, sizes)).collect()
}

fn given_by(import: &Import, given: &GivenImport, looked: &Looked, sizes: &Sizes) -> Vec<MadeUpItem> {
    let name = format!("{}.{}", import.module, import.name);
    let item = |has_part: bool, what: String, option: Option<String>| has_part.then_some(MadeUpItem { what, option });
    let saw = |item: StatePart| looked.at_given(item);
    let index = import.index;
    let items = match given {
        GivenImport::Global { value, is_made_up: true, .. } => {
            let option = value.is_number().then(|| format!("--import {name}=NUMBER"));
            [item(saw(StatePart::Global(index)), format!("global {name} is {value}"), option), None]
        }
        GivenImport::Memory(ty) => {
            let is_small = sizes.memory && ty.maximum().is_none_or(|maximum| ty.minimum() < maximum);
            let bytes = ty.minimum().saturating_mul(ty.page_size());
            [
                item(saw(StatePart::Memory(index)), format!("memory {name} holds nothing of the host's"), None),
                item(saw(StatePart::MemorySize(index)) || is_small, format!("memory {name} has {bytes} bytes"), None),
            ]
        }
        GivenImport::Table(ty) => {
            let is_small = sizes.table && ty.maximum().is_none_or(|maximum| ty.minimum() < maximum);
            let elements =
                if ty.minimum() == 1 { "1 element".to_owned() } else { format!("{} elements", ty.minimum()) };
            [
                item(saw(StatePart::Table(index)), format!("table {name} holds nothing of the host's"), None),
                item(saw(StatePart::TableSize(index)) || is_small, format!("table {name} has {elements}"), None),
            ]
        }
        _ => [None, None],
    };
    items.into_iter().flatten().collect()
}
