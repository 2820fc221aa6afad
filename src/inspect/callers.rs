//! Who else calls a function, or could: the whole module is searched, once for all functions asked for.

use std::collections::HashMap;

use rayon::prelude::*;
use wasmparser::Operator;

use crate::error::Result;
use crate::module::Module;
use crate::module::RawBody;
use crate::module::format::opcode;
use crate::module::references::mentioned;

/// Where functions are named outside exports and the start section.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Callers {
    /// The functions whose bodies hold a direct call, once for each call, in index order.
    pub calls: Vec<u32>,
    /// Whether its reference is taken: in an element segment, a global, a table or by `ref.func`.
    pub taken: bool,
}

/// Everything that names one of `targets`.
pub(crate) fn callers(module: &Module, targets: &[u32]) -> Result<Vec<Callers>> {
    let places: HashMap<u32, usize> =
        targets.iter().enumerate().rev().map(|(place, target)| (*target, place)).collect();
    let in_bodies: Vec<Vec<(usize, Use)>> = (module.imported_functions..module.function_count())
        .into_par_iter()
        .map(|func| uses_in(module, func, &places))
        .collect::<Result<_>>()?;
    let mut callers: Vec<Callers> = targets.iter().map(|_| Callers::default()).collect();
    let find = |func| places.get(&func).copied();
    let outside = mentioned(module)?.into_iter().filter_map(find).map(|target| (target, Use::Reference));
    for (target, used) in in_bodies.into_iter().flatten().chain(outside) {
        match used {
            Use::Call(func) => callers[target].calls.push(func),
            Use::Reference => callers[target].taken = true,
        }
    }
    Ok(callers)
}

enum Use {
    Call(u32),
    Reference,
}

fn uses_in(module: &Module, func: u32, targets: &HashMap<u32, usize>) -> Result<Vec<(usize, Use)>> {
    let mut uses = Vec::new();
    if !module.body(func).is_some_and(|body| may_use(body, targets)) {
        return Ok(uses);
    }
    let find = |index| targets.get(&index).copied();
    for operator in module.operators(func) {
        match operator?.0 {
            Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                uses.extend(find(function_index).map(|target| (target, Use::Call(func))));
            }
            Operator::RefFunc { function_index } => {
                uses.extend(find(function_index).map(|target| (target, Use::Reference)));
            }
            _ => {}
        }
    }
    Ok(uses)
}

/// Whether a body has the bytes of an instruction that names one of these functions, be it by chance. To look for them
/// is much cheaper than to read all code.
fn may_use(body: RawBody, targets: &HashMap<u32, usize>) -> bool {
    let places = memchr::memchr3_iter(opcode::CALL, opcode::RETURN_CALL, opcode::REF_FUNC, body.bytes);
    body.indices_at(places).any(|index| targets.contains_key(&index))
}
