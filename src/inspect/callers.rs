//! Who else calls a function, or could: the whole module is searched, once for all functions asked for.

use rayon::prelude::*;
use wasmparser::ConstExpr;
use wasmparser::ElementItems;
use wasmparser::Operator;

use crate::error::Result;
use crate::module::Module;

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
    let in_bodies: Vec<Vec<(usize, Use)>> = (module.imported_functions..module.function_count())
        .into_par_iter()
        .map(|func| uses_in(module, func, targets))
        .collect::<Result<_>>()?;
    let mut callers: Vec<Callers> = targets.iter().map(|_| Callers::default()).collect();
    for (target, used) in in_bodies.into_iter().flatten().chain(references(module, targets)?) {
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

fn uses_in(module: &Module, func: u32, targets: &[u32]) -> Result<Vec<(usize, Use)>> {
    let mut uses = Vec::new();
    let find = |index| targets.iter().position(|target| *target == index);
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

/// References outside of function bodies.
fn references(module: &Module, targets: &[u32]) -> Result<Vec<(usize, Use)>> {
    let mut named = Vec::new();
    for element in &module.elements {
        match &element.items {
            ElementItems::Functions(items) => {
                for func in items.clone() {
                    named.push(func?);
                }
            }
            ElementItems::Expressions(_, items) => {
                for expr in items.clone() {
                    named.extend(in_expression(&expr?)?);
                }
            }
        }
    }
    for global in &module.globals {
        named.extend(in_expression(&global.init_expr)?);
    }
    for table in &module.tables {
        if let wasmparser::TableInit::Expr(expr) = &table.init {
            named.extend(in_expression(expr)?);
        }
    }
    let find = |func| targets.iter().position(|target| *target == func);
    Ok(named.into_iter().filter_map(find).map(|target| (target, Use::Reference)).collect())
}

fn in_expression(expr: &ConstExpr) -> Result<Vec<u32>> {
    let mut functions = Vec::new();
    for operator in expr.get_operators_reader() {
        if let Operator::RefFunc { function_index } = operator? {
            functions.push(function_index);
        }
    }
    Ok(functions)
}
