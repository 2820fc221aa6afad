//! Which memory an option means.

use crate::error::Error;
use crate::error::Result;
use crate::inspect::Facts;
use crate::inspect::MemoryFacts;

/// The memory that is named, or the only one, and its index.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if there is none, or more than one that could be meant.
pub(super) fn meant<'f>(facts: &'f Facts, name: Option<&str>) -> Result<(u32, &'f MemoryFacts)> {
    let all = || (0..).zip(&facts.memories);
    let meant: Vec<(u32, &MemoryFacts)> = match name {
        None => all().collect(),
        // What is listed has numbers, so a number goes before a name.
        Some(name) => match name.parse().ok().and_then(|index| at(facts, index)) {
            Some(numbered) => vec![numbered],
            None => all().filter(|(_, memory)| is_called(memory, name)).collect(),
        },
    };
    match (meant.as_slice(), name) {
        ([one], _) => Ok(*one),
        ([], _) if facts.memories.is_empty() => {
            Err(Error::refused("there is no memory, so memory options change nothing"))
        }
        ([], Some(name)) => Err(Error::refused(format!("--memory={name} names no memory; there are {}", list(all())))),
        (several, Some(name)) => Err(Error::refused(format!(
            "--memory={name} names {} memories: {}; say which one by its number",
            several.len(),
            list(several.iter().copied())
        ))),
        (several, None) => Err(Error::refused(format!(
            "there are {} memories: {}; say which one with --memory=NAME or its number",
            several.len(),
            list(several.iter().copied())
        ))),
    }
}

fn at(facts: &Facts, index: u32) -> Option<(u32, &MemoryFacts)> {
    Some((index, facts.memories.get(index as usize)?))
}

/// Whether a memory is exported or imported under a name.
fn is_called(memory: &MemoryFacts, name: &str) -> bool {
    let is_import = |(module, own): &(String, String)| {
        own == name || name.strip_prefix(module.as_str()).and_then(|rest| rest.strip_prefix('.')) == Some(own)
    };
    memory.exports.iter().any(|export| export == name) || memory.import.as_ref().is_some_and(is_import)
}

/// The first few of them, with their names.
fn list<'f>(memories: impl Iterator<Item = (u32, &'f MemoryFacts)>) -> String {
    // A module may have a hundred.
    const MOST: usize = 8;
    let mut shown: Vec<String> = memories.map(|(index, memory)| format!("{index} ({})", describe(memory))).collect();
    let more = shown.len().saturating_sub(MOST);
    shown.truncate(MOST);
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    shown.join(", ")
}

fn describe(memory: &MemoryFacts) -> String {
    match (&memory.import, memory.exports.first()) {
        (Some((module, name)), _) => format!("imported as `{module}.{name}`"),
        (None, Some(export)) => format!("exported as `{export}`"),
        (None, None) => "private".to_owned(),
    }
}
