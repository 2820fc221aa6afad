//! Notes of looks, put into functions.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use rayon::prelude::*;
use wasmparser::Operator;

use crate::aot::watched::StatePart;
use crate::error::Result;
use crate::inspect::access;
use crate::module::Module;

/// Code that goes into functions, by function and by where it goes in the body.
pub(super) type ByFunction = BTreeMap<u32, Vec<Inserted>>;

/// Bytes in front of the instruction at an offset in the body.
pub(super) type Inserted = (usize, Vec<u8>);

/// Where functions note what they look at.
#[derive(Default)]
pub(super) struct Looking {
    pub inserted: ByFunction,
    /// What functions look at that have no room for notes.
    pub unseen: BTreeSet<StatePart>,
}

/// Has each instruction note its look that looks at something that has a note. A function has at most so many bytes then.
pub(super) fn looking(module: &Module, notes: &BTreeMap<StatePart, Vec<u8>>, most: usize) -> Result<Looking> {
    if notes.is_empty() {
        return Ok(Looking::default());
    }
    let functions = (module.imported_functions..module.function_count()).into_par_iter();
    let found: Vec<_> = functions.map(|func| Ok((func, patches(module, func, notes)?))).collect::<Result<_>>()?;
    let mut looking = Looking::default();
    for (func, (patches, seen)) in found {
        let added: usize = patches.iter().map(|(_, bytes)| bytes.len()).sum();
        let has = module.body(func).map_or(0, |body| body.bytes.len());
        match has + added <= most {
            _ if patches.is_empty() => {}
            true => drop(looking.inserted.insert(func, patches)),
            false => looking.unseen.extend(seen),
        }
    }
    Ok(looking)
}

/// The notes of a function, and what it looks at.
fn patches(
    module: &Module,
    func: u32,
    notes: &BTreeMap<StatePart, Vec<u8>>,
) -> Result<(Vec<Inserted>, BTreeSet<StatePart>)> {
    let (mut patches, mut all) = (Vec::new(), BTreeSet::new());
    let Some(body) = module.body(func) else {
        return Ok((patches, all));
    };
    // Between two places where code can be entered, and without a call, one note says as much as several.
    let mut noted = BTreeSet::new();
    for operator in module.operators(func) {
        let (operator, offset) = operator?;
        if !is_simple(&operator) {
            noted.clear();
        }
        if let Some(seen) = StatePart::seen_by(&operator)
            && let Some(note) = notes.get(&seen)
            && noted.insert(seen)
        {
            patches.push((offset - body.offset, note.clone()));
            all.insert(seen);
        }
    }
    Ok((patches, all))
}

/// Whether an instruction does no more than to move values, so that the next one follows, and nothing else can come between them.
fn is_simple(operator: &Operator) -> bool {
    use Operator as O;
    let moves = matches!(
        operator,
        O::LocalGet { .. }
            | O::LocalSet { .. }
            | O::LocalTee { .. }
            | O::GlobalGet { .. }
            | O::GlobalSet { .. }
            | O::I32Const { .. }
            | O::I64Const { .. }
            | O::F64Const { .. }
            | O::I32Add
            | O::I32Sub
            | O::I32And
            | O::I32Or
            | O::I32Shl
            | O::I32ShrU
            | O::I32Eqz
            | O::I64Add
            | O::F64Add
            | O::F64Mul
            | O::Drop
    );
    moves || access::memarg(operator).is_some()
}

/// A body with code put into it.
pub(super) fn patched(body: &[u8], patches: &[Inserted]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() * 2);
    let mut done = 0;
    for (at, bytes) in patches {
        out.extend_from_slice(body.get(done..*at).unwrap_or_default());
        out.extend_from_slice(bytes);
        done = *at;
    }
    out.extend_from_slice(body.get(done..).unwrap_or_default());
    out
}
