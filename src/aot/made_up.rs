//! What of a run rests on the watched host alone: answers that nothing but that host chose, and work that it left undone. A run that
//! ends badly after that is no fault of the module's: with a real host, it may never come to this.

use std::collections::HashSet;

use wasmtime::Trap;

use super::session::shown_trap;
use super::subject::GivenImport;
use super::subject::Subject;
use super::trace::End;
use super::trace::ImportCall;
use super::trace::MadeUp;
use super::trace::PhaseTrace;
use super::value::list;

/// How many imports a sentence names: those that were called last.
const NAMED: usize = 3;

/// Traps that an element can cause which the host should have put into a table.
const OF_TABLES: [Trap; 4] =
    [Trap::TableOutOfBounds, Trap::IndirectCallToNull, Trap::BadSignature, Trap::NullReference];

/// Something that was made up, and the option that says what a real host does there.
struct MadeUpItem {
    what: String,
    option: Option<String>,
}

/// The end of a run in words that say what was made up before it; none if it ended well, or nothing was.
pub(super) fn doubt(subject: &Subject, phases: &[PhaseTrace], end: &End) -> Option<String> {
    if end.is_return() {
        return None;
    }
    let (called, more) = called(subject, phases);
    let items: Vec<MadeUpItem> = given(subject, end).into_iter().chain(called).collect();
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

/// The last call of each import that something was made up for, in the order of the calls; and how many imports are not among them.
fn called(subject: &Subject, phases: &[PhaseTrace]) -> (Vec<MadeUpItem>, usize) {
    let mut seen = HashSet::new();
    let calls = phases.iter().flat_map(|phase| &phase.calls).rev();
    let made_up = calls.filter_map(|call| Some((call, call.made_up.as_ref()?)));
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
        MadeUp::NoEffect => {
            let full = format!("{module}.{name}");
            let is_said = subject.options.assume.iter().any(|(assumed, _)| *assumed == full);
            MadeUpItem {
                what: format!("{call} did nothing"),
                option: (!is_said).then(|| format!("--assume {full}=pure")),
            }
        }
    }
}

/// Imported globals whose value is made up; memories if the end is about their size, and tables if it is about an element.
fn given(subject: &Subject, end: &End) -> Vec<MadeUpItem> {
    let is_about =
        |traps: &[Trap]| matches!(end, End::Trapped { what, .. } if traps.iter().any(|trap| shown_trap(trap) == *what));
    let (is_about_memory, is_about_tables) = (is_about(&[Trap::MemoryOutOfBounds]), is_about(&OF_TABLES));
    let imports = subject.known.module.imports.iter().zip(&subject.imports);
    let items = imports.filter_map(|(import, given)| {
        let name = format!("{}.{}", import.module, import.name);
        match given {
            GivenImport::Global { value, is_made_up: true, .. } => {
                let option = value.is_number().then(|| format!("--import {name}=NUMBER"));
                Some(MadeUpItem { what: format!("global {name} is {value}"), option })
            }
            // A host may give a larger one than the module asks for.
            GivenImport::Memory(ty) if is_about_memory && ty.maximum().is_none_or(|maximum| ty.minimum() < maximum) => {
                let bytes = ty.minimum().saturating_mul(ty.page_size());
                Some(MadeUpItem { what: format!("memory {name} has {bytes} bytes"), option: None })
            }
            GivenImport::Table(_) if is_about_tables => {
                Some(MadeUpItem { what: format!("table {name} holds nothing of the host's"), option: None })
            }
            _ => None,
        }
    });
    items.collect()
}
