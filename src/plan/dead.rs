//! Functions that a plan leaves without a use.

use std::collections::HashSet;

use rayon::prelude::*;
use wasmparser::Operator;

use super::Outside;
use super::Plan;
use super::Target;
use super::Touched;
use crate::error::Result;
use crate::module::Module;
use crate::module::references::mentioned;

/// The plan, which also drops what nothing can reach any more, and something could before.
pub(crate) fn without_dead(module: &Module, plan: Plan) -> Result<Plan> {
    let touched = plan.touched();
    let uses = Uses::of(module, &touched)?;
    let mentioned = mentioned(module)?;
    let exported = module.exported_functions().map(|export| export.index);
    let before = uses.reached(exported.chain(module.start).chain(mentioned.iter().copied()), |_| true);
    // What nothing reached before stays, and so does what it uses.
    let unreached = uses.defined(module).filter(|func| !before[*func as usize]);
    let from = called(module, &touched).into_iter().chain(mentioned).chain(unreached);
    let after = uses.reached(from, |used| !used.dropped);
    let dead = |func: &u32| before[*func as usize] && !after[*func as usize];
    let dead = uses.defined(module).filter(dead).collect();
    Ok(plan.dropping(dead))
}

/// The functions of the input that hosts, the start section and the plan's own functions call when it is carried out.
fn called(module: &Module, touched: &Touched) -> Vec<u32> {
    let outside = Outside::after(module, touched);
    let added = touched.added.iter().flat_map(|(_, body)| body.calls());
    outside.callable().chain(added).filter_map(old).collect()
}

fn old(target: Target) -> Option<u32> {
    match target {
        Target::Old(func) => Some(func),
        Target::New(_) => None,
    }
}

/// What each function names, imported ones included, which name nothing.
struct Uses(Vec<Vec<Mention>>);

/// A call or a reference.
struct Mention {
    func: u32,
    /// Whether it is a call that the plan drops.
    dropped: bool,
}

impl Uses {
    fn of(module: &Module, touched: &Touched) -> Result<Self> {
        let dropped: HashSet<usize> = touched.calls.values().flatten().copied().collect();
        let uses = (0..module.function_count()).into_par_iter().map(|func| Self::by(module, func, &dropped));
        Ok(Self(uses.collect::<Result<_>>()?))
    }

    fn by(module: &Module, func: u32, dropped: &HashSet<usize>) -> Result<Vec<Mention>> {
        let mut uses = Vec::new();
        for operator in module.operators(func) {
            let (operator, offset) = operator?;
            if let Operator::Call { function_index: func }
            | Operator::ReturnCall { function_index: func }
            | Operator::RefFunc { function_index: func } = operator
            {
                uses.push(Mention { func, dropped: dropped.contains(&offset) });
            }
        }
        Ok(uses)
    }

    fn defined(&self, module: &Module) -> std::ops::Range<u32> {
        module.imported_functions..self.0.len() as u32
    }

    /// Whether each function is reached from these ones, by uses that count.
    fn reached(&self, from: impl Iterator<Item = u32>, counts: impl Fn(&Mention) -> bool) -> Vec<bool> {
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
