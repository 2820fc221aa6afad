//! What a function may call: exactly for direct calls, and whether there are indirect ones.

use std::collections::HashMap;
use std::collections::VecDeque;

use wasmparser::Operator;

use super::effects::Basis;
use super::effects::Effect;
use super::effects::ImportEffect;
use super::effects::effect;
use super::effects::is_wasi;
use crate::error::Result;
use crate::module::Module;

/// What direct calls lead to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// Imports, in the order in which a breadth-first walk meets them.
    pub imports: Vec<ReachedImport>,
    /// Whether any function on the way makes an indirect call, which may lead anywhere.
    pub indirect: bool,
}

/// An import and a shortest way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachedImport {
    /// The import's module name.
    pub module: String,
    /// The import's name.
    pub name: String,
    /// What it does with the module.
    pub effect: Effect,
    /// How that is known.
    pub basis: Basis,
    /// The functions from the root to the one that calls it, as messages show them.
    pub path: Vec<String>,
}

impl ReachedImport {
    pub(crate) fn is_wasi(&self) -> bool {
        is_wasi(&self.module)
    }
}

impl Reach {
    /// The imports reached that need memory.
    pub fn needing_memory(&self) -> impl Iterator<Item = &ReachedImport> {
        self.imports.iter().filter(|import| import.effect.needs_memory())
    }

    /// Whether it is certain that no import is called.
    pub fn is_closed(&self) -> bool {
        self.imports.is_empty() && !self.indirect
    }

    pub(super) fn from(module: &Module, root: u32) -> Result<Self> {
        let mut reach = Self::default();
        let mut callers = HashMap::from([(root, None)]);
        let mut queue = VecDeque::from([root]);
        while let Some(func) = queue.pop_front() {
            if func < module.imported_functions {
                reach.imports.extend(reached(module, func, &callers));
                continue;
            }
            for operator in module.operators(func) {
                match operator?.0 {
                    Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                        callers.entry(function_index).or_insert_with(|| {
                            queue.push_back(function_index);
                            Some(func)
                        });
                    }
                    Operator::CallIndirect { .. }
                    | Operator::ReturnCallIndirect { .. }
                    | Operator::CallRef { .. }
                    | Operator::ReturnCallRef { .. } => reach.indirect = true,
                    _ => {}
                }
            }
        }
        Ok(reach)
    }
}

/// Who was first to call each function on the way; the root has no caller.
type Callers = HashMap<u32, Option<u32>>;

fn reached(module: &Module, func: u32, callers: &Callers) -> Option<ReachedImport> {
    let import = module.function_import(func)?;
    let mut path = Vec::new();
    let mut at = func;
    while let Some(Some(caller)) = callers.get(&at) {
        path.push(module.show(*caller));
        at = *caller;
    }
    path.reverse();
    let ImportEffect { effect, basis } = effect(import.module, import.name, module.function_type(func), &[]);
    Some(ReachedImport { module: import.module.to_owned(), name: import.name.to_owned(), effect, basis, path })
}

/// Whether direct calls lead from one function to another.
pub(super) fn leads_to(module: &Module, from: u32, to: u32) -> Result<bool> {
    let mut seen = std::collections::HashSet::from([from]);
    let mut stack = vec![from];
    while let Some(func) = stack.pop() {
        if func == to {
            return Ok(true);
        }
        for operator in module.operators(func) {
            if let Operator::Call { function_index } | Operator::ReturnCall { function_index } = operator?.0
                && seen.insert(function_index)
            {
                stack.push(function_index);
            }
        }
    }
    Ok(false)
}
