//! What a function is, apart from its index: what it does, and what the functions that it calls do.
//!
//! Rewriters reorder functions and need not say how, so a function of one module is found in another by the hash of its
//! instructions, and of those of its callees, and so on (the colour refinement of Weisfeiler and Lehman, for
//! [`ROUNDS`] rounds). Functions that agree that far count as the same.

use std::collections::BTreeMap;
use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;

use rayon::prelude::*;

use crate::canonical::Canonical;
use crate::canonical::Functions;
use crate::canonical::Live;
use crate::canonical::Numbering;
use crate::canonical::Opcode;
use crate::canonical::Side;
use crate::canonical::Types;
use crate::error::Result;
use crate::module::MemoryPlaces;
use crate::module::Module;

/// How far calls are followed.
const ROUNDS: usize = 16;

/// Hashes of one module's functions, by index.
pub(super) struct Fingerprints {
    hashes: Vec<u64>,
    nullary: Vec<bool>,
}

/// A function's instructions, with calls left out, and whom it calls.
struct Own {
    hash: u64,
    callees: Vec<u64>,
}

impl Fingerprints {
    /// Calls at the offsets in `dropped`, by function, are passed over. Types are numbered as one of two modules is, and memories have
    /// these places.
    pub(super) fn new(
        module: &Module,
        (types, side, memories): (&Types, Side, MemoryPlaces),
        dropped: &BTreeMap<u32, Vec<usize>>,
    ) -> Self {
        let numbering = Numbering { types, side, functions: Functions::Own, memories };
        let count = module.function_count();
        let own: Vec<Own> =
            (0..count).into_par_iter().map(|func| Own::of(module, numbering, func, dropped.get(&func))).collect();
        let mut hashes: Vec<u64> = own.iter().map(|own| own.hash).collect();
        for _ in 0..ROUNDS {
            let next = own.par_iter().map(|own| {
                let mut hasher = DefaultHasher::new();
                own.hash.hash(&mut hasher);
                for callee in &own.callees {
                    hashes.get(*callee as usize).hash(&mut hasher);
                }
                hasher.finish()
            });
            hashes = next.collect();
        }
        Self { hashes, nullary: (0..count).map(|func| module.is_nullary(func)).collect() }
    }

    /// The hash of a function.
    pub(super) fn of(&self, func: u32) -> u64 {
        self.hashes.get(func as usize).copied().unwrap_or_default()
    }

    /// The functions of type `() -> ()` that have a hash.
    pub(super) fn nullary(&self, hash: u64) -> Vec<u32> {
        let functions = (0..).zip(self.hashes.iter().zip(&self.nullary));
        functions.filter(|(_, (own, nullary))| **own == hash && **nullary).map(|(func, _)| func).collect()
    }
}

impl Own {
    fn of(module: &Module, numbering: Numbering, func: u32, dropped: Option<&Vec<usize>>) -> Self {
        let mut hasher = DefaultHasher::new();
        let mut callees = Vec::new();
        if let Some(import) = module.function_import(func) {
            (import.module, import.name).hash(&mut hasher);
        } else {
            numbering.types.id(module.types.as_ref().core_function_at(func)).hash(&mut hasher);
            let dropped = dropped.cloned().unwrap_or_default();
            if let Err(error) = instructions(module, numbering, func, dropped, &mut hasher, &mut callees) {
                // What cannot be read is like nothing else.
                (func, error.message()).hash(&mut hasher);
            }
        }
        Self { hash: hasher.finish(), callees }
    }
}

fn instructions(
    module: &Module,
    numbering: Numbering,
    func: u32,
    dropped: Vec<usize>,
    hasher: &mut impl Hasher,
    callees: &mut Vec<u64>,
) -> Result<()> {
    let canonical = Canonical::function(numbering, module, func)?;
    let mut live = Live::new(module, func, dropped, canonical)?;
    while live.advance()? {
        let Canonical { opcode, out, .. } = &live.canonical;
        (*opcode as usize).hash(hasher);
        match opcode {
            Opcode::Call | Opcode::ReturnCall | Opcode::RefFunc => callees.extend(out),
            _ => out.hash(hasher),
        }
    }
    Ok(())
}
