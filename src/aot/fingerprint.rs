//! What a function is, whatever its index: what it does, and what the functions that it calls do.
//!
//! Rewriters reorder functions and need not say how, so a function of one module is found in another by the hash of its
//! instructions, in which a call is the hash of the callee's instructions, in which calls are all alike. Functions that are
//! the same that far and different beyond are held for the same.

use std::collections::HashMap;
use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;
use std::sync::Mutex;

use crate::canonical::Canonical;
use crate::canonical::Functions;
use crate::canonical::Live;
use crate::canonical::Numbering;
use crate::canonical::Side;
use crate::canonical::Types;
use crate::error::Result;
use crate::module::Module;

/// Hashes of one module's functions, made when they are asked for.
pub(super) struct Fingerprints<'m, 'a> {
    module: &'m Module<'a>,
    types: &'m Types,
    side: Side,
    /// Calls that are passed over, by function: their offsets in the file.
    dropped: HashMap<u32, Vec<usize>>,
    shallow: Mutex<HashMap<u32, u64>>,
}

impl<'m, 'a> Fingerprints<'m, 'a> {
    pub(super) fn new(module: &'m Module<'a>, types: &'m Types, side: Side, dropped: HashMap<u32, Vec<usize>>) -> Self {
        Self { module, types, side, dropped, shallow: Mutex::default() }
    }

    /// The hash of a function.
    pub(super) fn of(&self, func: u32) -> u64 {
        self.hash(func, &|callee| self.shallow(callee))
    }

    /// The function that has a hash, if there is just one among those of type `() -> ()`.
    pub(super) fn find_nullary(&self, hash: u64) -> Option<u32> {
        let module = self.module;
        let defined = module.imported_functions..module.function_count();
        let mut found = defined.filter(|func| module.is_nullary(*func) && self.of(*func) == hash);
        found.next().filter(|_| found.next().is_none())
    }

    fn shallow(&self, func: u32) -> u64 {
        // A lock that a panicking thread left behind guards what can be made again.
        let known = |it: &Mutex<HashMap<u32, u64>>| it.lock().ok().and_then(|hashes| hashes.get(&func).copied());
        known(&self.shallow).unwrap_or_else(|| {
            let hash = self.hash(func, &|_| 0);
            if let Ok(mut hashes) = self.shallow.lock() {
                hashes.insert(func, hash);
            }
            hash
        })
    }

    fn hash(&self, func: u32, callee: &(dyn Fn(u32) -> u64 + Sync)) -> u64 {
        let mut hasher = DefaultHasher::new();
        if let Some(import) = self.module.function_import(func) {
            (import.module, import.name).hash(&mut hasher);
            return hasher.finish();
        }
        if let Err(error) = self.instructions(func, callee, &mut hasher) {
            // What cannot be read is like nothing else.
            (func, error.to_string()).hash(&mut hasher);
        }
        hasher.finish()
    }

    fn instructions(&self, func: u32, callee: &(dyn Fn(u32) -> u64 + Sync), hasher: &mut impl Hasher) -> Result<()> {
        if func < self.module.function_count() {
            let ty = self.module.types.as_ref().core_function_at(func);
            self.types.id(self.side, ty).hash(hasher);
        }
        let numbering = Numbering { types: self.types, side: self.side, functions: Functions::By(callee) };
        let canonical = Canonical::function(numbering, self.module, func)?;
        let dropped = self.dropped.get(&func).cloned().unwrap_or_default();
        let mut live = Live::new(self.module, func, dropped, canonical)?;
        while live.advance()? {
            (live.canonical.opcode as usize).hash(hasher);
            live.canonical.out.hash(hasher);
        }
        Ok(())
    }
}
