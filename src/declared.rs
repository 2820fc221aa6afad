//! Functions whose reference may be taken: `ref.func` may name just those that an export, an element segment, a global or
//! a table mentions (the specification's `C.refs`), so when an export moves away, something else has to.

use std::collections::BTreeSet;

use rayon::prelude::*;
use wasmparser::ConstExpr;
use wasmparser::ElementItems;
use wasmparser::Operator;
use wasmparser::TableInit;

use crate::error::Result;
use crate::module::Module;

/// Those of these functions, which exports mentioned, that code refers to and that nothing else than exports mentions in
/// a module.
pub(crate) fn undeclared(module: &Module, functions: &BTreeSet<u32>, elsewhere: &Module) -> Result<BTreeSet<u32>> {
    if functions.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut wanted = functions & module.may_be_referred_to();
    if wanted.is_empty() {
        return Ok(wanted);
    }
    for func in mentioned(elsewhere)? {
        wanted.remove(&func);
    }
    let in_bodies: Vec<Vec<u32>> = (module.imported_functions..module.function_count())
        .into_par_iter()
        .map(|func| refers_to(module, func))
        .collect::<Result<_>>()?;
    Ok(in_bodies.into_iter().flatten().filter(|func| wanted.contains(func)).collect())
}

fn refers_to(module: &Module, func: u32) -> Result<Vec<u32>> {
    let mut functions = Vec::new();
    for operator in module.operators(func) {
        if let Operator::RefFunc { function_index } = operator?.0 {
            functions.push(function_index);
        }
    }
    Ok(functions)
}

/// What element segments, globals and tables mention, each as often as it is mentioned.
pub(crate) fn mentioned(module: &Module) -> Result<Vec<u32>> {
    let mut functions = Vec::new();
    for global in module.globals() {
        mention(&mut functions, &global.init_expr)?;
    }
    for table in &module.tables {
        if let TableInit::Expr(init) = &table.init {
            mention(&mut functions, init)?;
        }
    }
    for element in &module.elements {
        match &element.items {
            ElementItems::Functions(items) => {
                for func in items.clone() {
                    functions.push(func?);
                }
            }
            ElementItems::Expressions(_, items) => {
                for item in items.clone() {
                    mention(&mut functions, &item?)?;
                }
            }
        }
    }
    Ok(functions)
}

fn mention(functions: &mut Vec<u32>, expr: &ConstExpr) -> Result<()> {
    for operator in expr.get_operators_reader() {
        if let Operator::RefFunc { function_index } = operator? {
            functions.push(function_index);
        }
    }
    Ok(())
}
