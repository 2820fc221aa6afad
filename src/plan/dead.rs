//! Functions that a plan leaves without a use.

use std::collections::BTreeMap;

use rayon::prelude::*;
use wasmparser::Operator;

use super::Body;
use super::Edit;
use super::Plan;
use super::Target;
use crate::error::Result;
use crate::module::Module;
use crate::module::references::mentioned;

/// The plan, which also drops what nothing can reach any more, and something could before.
pub(crate) fn without_dead(module: &Module, mut plan: Plan) -> Result<Plan> {
    let uses = Uses::of(module, &plan)?;
    let mentioned = mentioned(module)?;
    let exported = module.exported_functions().map(|export| export.index);
    let before = uses.reached(exported.chain(module.start).chain(mentioned.iter().copied()), |_| true);
    let after = uses.reached(called(module, &plan).into_iter().chain(mentioned), |used| !used.dropped);
    let dead = |func: &u32| before[*func as usize] && !after[*func as usize];
    plan.edits.extend(uses.defined(module).filter(dead).map(|func| Edit::DropFunction { func }));
    Ok(plan)
}

/// The functions of the input that hosts, the start section and the plan's own functions call when it is carried out.
fn called(module: &Module, plan: &Plan) -> Vec<u32> {
    let mut exports: BTreeMap<&str, Option<u32>> =
        module.exported_functions().map(|export| (export.name, Some(export.index))).collect();
    let mut start = module.start;
    let mut called = Vec::new();
    for edit in &plan.edits {
        match edit {
            Edit::AddExport { name, to } | Edit::RetargetExport { name, to } => drop(exports.insert(name, old(to))),
            Edit::RemoveExport { name } => drop(exports.remove(name.as_str())),
            Edit::SetStart(to) => start = old(to),
            Edit::RemoveStart => start = None,
            Edit::AddFunction { body, .. } => match body {
                Body::Empty => {}
                Body::Chain(calls) => called.extend(calls.iter().filter_map(old)),
                Body::RunOnce(to) => called.extend(old(to)),
                Body::Guarded { init, func } => called.extend(old(init).into_iter().chain([*func])),
            },
            _ => {}
        }
    }
    called.extend(exports.into_values().flatten().chain(start));
    called
}

fn old(target: &Target) -> Option<u32> {
    match target {
        Target::Old(func) => Some(*func),
        Target::New(_) => None,
    }
}

/// What each function names, imported ones included, which name nothing.
struct Uses(Vec<Vec<Use>>);

/// A call or a reference.
struct Use {
    func: u32,
    /// Whether it is a call that the plan drops.
    dropped: bool,
}

impl Uses {
    fn of(module: &Module, plan: &Plan) -> Result<Self> {
        let dropped: Vec<usize> = plan
            .edits
            .iter()
            .filter_map(|edit| match edit {
                Edit::DropCall { offset, .. } => Some(*offset),
                _ => None,
            })
            .collect();
        let uses = (0..module.function_count()).into_par_iter().map(|func| Self::by(module, func, &dropped));
        Ok(Self(uses.collect::<Result<_>>()?))
    }

    fn by(module: &Module, func: u32, dropped: &[usize]) -> Result<Vec<Use>> {
        let mut uses = Vec::new();
        for operator in module.operators(func) {
            let (operator, offset) = operator?;
            if let Operator::Call { function_index: func }
            | Operator::ReturnCall { function_index: func }
            | Operator::RefFunc { function_index: func } = operator
            {
                uses.push(Use { func, dropped: dropped.contains(&offset) });
            }
        }
        Ok(uses)
    }

    fn defined(&self, module: &Module) -> std::ops::Range<u32> {
        module.imported_functions..self.0.len() as u32
    }

    /// Whether each function is reached from these ones, by uses that count.
    fn reached(&self, from: impl Iterator<Item = u32>, counts: impl Fn(&Use) -> bool) -> Vec<bool> {
        let mut reached = vec![false; self.0.len()];
        let mut pending: Vec<u32> = from.collect();
        while let Some(func) = pending.pop() {
            let Some(seen) = reached.get_mut(func as usize) else {
                continue;
            };
            if !std::mem::replace(seen, true) {
                let uses = self.0.get(func as usize).map(Vec::as_slice).unwrap_or_default();
                pending.extend(uses.iter().filter(|used| counts(used)).map(|used| used.func));
            }
        }
        reached
    }
}
