//! What is imported several times under one name is one thing, which has to be all that it is imported as.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use wasmparser::GlobalType;
use wasmparser::MemoryType;
use wasmparser::TableType;
use wasmparser::ValType;

use super::item::JsItem;
use super::item::JsKind;
use crate::error::Error;
use crate::error::Result;

/// Each name once, with the type of what is all that is imported by it.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if nothing is.
pub(super) fn once(imports: Vec<JsItem<'_>>) -> Result<Vec<JsItem<'_>>> {
    let mut places = HashMap::new();
    let mut once: Vec<JsItem> = Vec::new();
    for import in imports {
        match places.entry((import.module, import.name)) {
            Entry::Vacant(place) => {
                place.insert(once.len());
                once.push(import);
            }
            Entry::Occupied(place) => {
                if let Some(first) = once.get_mut(*place.get()) {
                    first.kind = both(&first.kind, &import.kind).ok_or_else(|| refused(first, &import))?;
                }
            }
        }
    }
    Ok(once)
}

fn refused(first: &JsItem, second: &JsItem) -> Error {
    let name = format!("`{}.{}`", first.module, first.name);
    let (first, second) = (word(&first.kind), word(&second.kind));
    Error::refused(match first == second {
        true => {
            format!("it imports {name} as {first} of two types, and nothing is of both; import one by another name")
        }
        false => {
            format!("it imports {name} as {first} and as {second}, and nothing is both; import one by another name")
        }
    })
}

fn word(kind: &JsKind) -> &'static str {
    match kind {
        JsKind::Function(_) => "a function",
        JsKind::Memory(_) => "a memory",
        JsKind::Table(_) => "a table",
        JsKind::Global(_) => "a global",
        JsKind::Tag(_) => "a tag",
    }
}

/// What is both.
fn both<'m>(one: &JsKind<'m>, other: &JsKind<'m>) -> Option<JsKind<'m>> {
    match (one, other) {
        // A function of JavaScript is of any type.
        (JsKind::Function(_), JsKind::Function(_)) => Some(one.clone()),
        (JsKind::Memory(one), JsKind::Memory(other)) => memory(*one, *other).map(JsKind::Memory),
        (JsKind::Table(one), JsKind::Table(other)) => table(*one, *other).map(JsKind::Table),
        (JsKind::Global(first), JsKind::Global(other)) => is_both(first, other).then(|| one.clone()),
        (JsKind::Tag(first), JsKind::Tag(other)) => (first == other).then(|| one.clone()),
        _ => None,
    }
}

fn memory(one: MemoryType, other: MemoryType) -> Option<MemoryType> {
    let (initial, maximum) = limits((one.initial, one.maximum), (other.initial, other.maximum))?;
    let both = MemoryType { initial, maximum, ..one };
    (both == MemoryType { initial, maximum, ..other }).then_some(both)
}

fn table(one: TableType, other: TableType) -> Option<TableType> {
    let (initial, maximum) = limits((one.initial, one.maximum), (other.initial, other.maximum))?;
    let both = TableType { initial, maximum, ..one };
    (both == TableType { initial, maximum, ..other }).then_some(both)
}

/// The smallest that is large enough for both, and may grow as far as both let it (the specification's matching of limits).
fn limits(one: (u64, Option<u64>), other: (u64, Option<u64>)) -> Option<(u64, Option<u64>)> {
    let initial = one.0.max(other.0);
    let maximum = one.1.into_iter().chain(other.1).min();
    maximum.is_none_or(|maximum| initial <= maximum).then_some((initial, maximum))
}

/// Whether one value of JavaScript is both: a number is a constant of three types.
fn is_both(one: &GlobalType, other: &GlobalType) -> bool {
    let is_number = |ty: &GlobalType| matches!(ty.content_type, ValType::I32 | ValType::F32 | ValType::F64);
    let is_constant = |ty: &GlobalType| !ty.mutable && !ty.shared;
    one == other || is_constant(one) && is_constant(other) && is_number(one) && is_number(other)
}
