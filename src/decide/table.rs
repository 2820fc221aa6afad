//! Who is to own a table.
//!
//! A table changes sides only where no other gets another index by that: imports come first, so the first table of the module's
//! own can become the last that is imported, and the other way round.

mod callback;
mod change;

use super::note::Note;
use super::note::TableChanged;
use super::which::which;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::Facts;
use crate::inspect::TableFacts;
use crate::options::MemoryChoice;
use crate::options::Options;
use crate::options::TableChoice;
use crate::options::TableExport;
pub(super) use callback::give_table;
pub use change::TableChange;
pub use change::TableFix;

/// The name that wasm-ld has for a table of functions (`lld/wasm/Driver.cpp`, `functionTableName`).
const FUNCTION_TABLE: &str = "__indirect_function_table";

/// What to do about a table.
#[derive(Default)]
pub(super) struct DecidedTable {
    pub fixes: Vec<TableFix>,
    pub notes: Vec<Note>,
}

/// Decides. `names`: those under which memories are exported then.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if what the user asks for cannot be done.
pub(super) fn decide(facts: &Facts, options: &Options, names: &[&str]) -> Result<DecidedTable> {
    if !options.table.asks_for_anything() {
        return Ok(DecidedTable::default());
    }
    if facts.compact_imports {
        return Err(Error::refused("the module has compact imports, which no rewriter here can change"));
    }
    let (index, table) = which(&facts.tables, options.table.which.as_deref())?;
    let mut changes = Vec::from_iter(ownership(index, table, facts, options)?);
    changes.extend(exports(table, facts, options, names)?);
    let after = changes.iter().fold(table.clone(), |table, change| change.made(table));
    let notes = changes.iter().filter_map(|change| changed(change, table, &after)).map(Note::Table).collect();
    let fixes = changes.into_iter().map(|change| TableFix { table: index, change }).collect();
    Ok(DecidedTable { fixes, notes })
}

/// What else is different then.
fn changed(change: &TableChange, table: &TableFacts, after: &TableFacts) -> Option<TableChanged> {
    let TableFacts { minimum, maximum, .. } = *after;
    match change {
        TableChange::Import { .. } if table.is_written => Some(TableChanged::ElementsIntoImported { minimum, maximum }),
        TableChange::Import { .. } => Some(TableChanged::ImportedTakenForNull { minimum, maximum }),
        TableChange::Define { .. } => {
            let (module, name) = table.import.clone()?;
            Some(match after.exports.is_empty() {
                true => TableChanged::TableOutOfReach(module, name),
                false => TableChanged::TableElsewhere(module, name),
            })
        }
        TableChange::Rename { .. } | TableChange::Export { .. } | TableChange::Hide { .. } => None,
    }
}

fn ownership(index: u32, table: &TableFacts, facts: &Facts, options: &Options) -> Result<Option<TableChange>> {
    match (&options.table.owner, &table.import) {
        (TableChoice::Keep, _) | (TableChoice::Define, None) => Ok(None),
        (TableChoice::Define, Some(_)) => define(index, table, facts).map(Some),
        (TableChoice::Import { module, name }, Some((old_module, old_name)))
            if module == old_module && name == old_name =>
        {
            Ok(None)
        }
        (TableChoice::Import { module, name }, old) => {
            is_free(facts, options, (module, name))?;
            let (module, name) = (module.clone(), name.clone());
            if old.is_some() {
                return Ok(Some(TableChange::Rename { module, name }));
            }
            can_be_imported(index, table, facts)?;
            Ok(Some(TableChange::Import { module, name }))
        }
    }
}

/// Two imports of one name are the same thing, given twice.
fn is_free(facts: &Facts, options: &Options, (module, name): (&str, &str)) -> Result<()> {
    let is_it = |(own_module, own): &(String, String)| own_module == module && own == name;
    let memory = match &options.memory {
        MemoryChoice::Import { module: own_module, name: own } => own_module == module && own == name,
        MemoryChoice::Keep | MemoryChoice::Define => false,
    };
    let is_memory = || facts.memories.iter().any(|memory| memory.import.as_ref().is_some_and(is_it));
    let other = (0..).zip(&facts.tables).find(|(_, other)| other.import.as_ref().is_some_and(is_it));
    let what = match other {
        Some((other, _)) => format!("table {other}"),
        None if memory || is_memory() => "the memory".to_owned(),
        None if facts.imports.contains(&(module.to_owned(), name.to_owned())) => "something else".to_owned(),
        None => return Ok(()),
    };
    Err(Error::refused(format!(
        "{what} is imported as `{module}.{name}`; choose another name with --import-table=MODULE,NAME"
    )))
}

fn can_be_imported(index: u32, table: &TableFacts, facts: &Facts) -> Result<()> {
    let first = imported(facts);
    if index != first {
        return Err(Error::refused(format!(
            "--import-table: imports come first, so table {index} would become table {first}, and others would get other \
             numbers; only table {first} can be imported. --export-table lets a host reach table {index} once the module \
             is there"
        )));
    }
    if table.is_filled {
        return Err(Error::refused(
            "--import-table: the module gives all elements of its table a value at first, and of an import it cannot; \
             --export-table lets a host reach the table once the module is there",
        ));
    }
    Ok(())
}

/// The host that owned the table may have given more than the declared minimum, and the elements may need it.
fn define(index: u32, table: &TableFacts, facts: &Facts) -> Result<TableChange> {
    const HOST: &str = "the host has to give the table, as before";
    let last = imported(facts).saturating_sub(1);
    let refuse = |why: String| Err(Error::refused(format!("--define-table: {why}; {HOST}")));
    if index != last {
        return refuse(format!(
            "imports come first, so table {index} would become table {last}, and others would get other numbers, while only \
             table {last} can become the module's own"
        ));
    }
    if !table.element.is_nullable() {
        return refuse("what the table holds may not be null, and the module has nothing else to put there".to_owned());
    }
    let Some(end) = table.elements_end else {
        return refuse("the place of an element segment is not known, since its offset is no constant".to_owned());
    };
    let minimum = table.minimum.max(end);
    match table.maximum {
        Some(maximum) if minimum > maximum => refuse(format!(
            "the elements need {minimum} places, but the table may have {maximum} at most, so no host can run this module"
        )),
        _ => Ok(TableChange::Define { minimum }),
    }
}

fn imported(facts: &Facts) -> u32 {
    facts.tables.iter().filter(|table| table.import.is_some()).count() as u32
}

fn exports(table: &TableFacts, facts: &Facts, options: &Options, names: &[&str]) -> Result<Vec<TableChange>> {
    let wanted = match &options.table.export {
        TableExport::No => {
            let names = table.exports.clone();
            return Ok(if names.is_empty() { Vec::new() } else { vec![TableChange::Hide { names }] });
        }
        TableExport::Name(name) => name.as_str(),
        // What had the table goes on looking for it.
        TableExport::Keep if options.table.owner == TableChoice::Define && table.import.is_some() => FUNCTION_TABLE,
        TableExport::Keep => return Ok(Vec::new()),
    };
    if table.exports.iter().any(|name| name == wanted) {
        return Ok(Vec::new());
    }
    if facts.exports.iter().map(String::as_str).chain(names.iter().copied()).any(|name| name == wanted) {
        return Err(Error::refused(format!(
            "something else is exported as `{wanted}`; choose another name with --export-table=NAME"
        )));
    }
    Ok(vec![TableChange::Export { name: wanted.to_owned() }])
}
