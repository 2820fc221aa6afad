//! References to functions outside of calls. `ref.func` may only name a function that an export, an element segment, a
//! global or a table mentions as well (the specification's `C.refs`). So if an export no longer mentions a function,
//! something else may have to.

use std::collections::BTreeSet;

use rayon::prelude::*;
use wasmparser::ConstExpr;
use wasmparser::DataKind;
use wasmparser::ElementItems;
use wasmparser::ElementKind;
use wasmparser::Operator;
use wasmparser::TableInit;

use crate::error::Result;
use crate::module::Module;

/// Of functions that exports mentioned, the ones to which code refers, and which element segments, globals and tables of
/// `elsewhere` do not mention.
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

/// The functions that the code of a function refers to.
fn refers_to(module: &Module, func: u32) -> Result<Vec<u32>> {
    let mut functions = Vec::new();
    for operator in module.operators(func) {
        if let Operator::RefFunc { function_index } = operator?.0 {
            functions.push(function_index);
        }
    }
    Ok(functions)
}

/// A function and those that it certainly may call: what is called directly.
pub(crate) fn called(module: &Module, func: u32) -> Result<BTreeSet<u32>> {
    let mut met = BTreeSet::from([func]);
    let mut waiting = vec![func];
    while let Some(func) = waiting.pop() {
        for operator in module.operators(func) {
            if let Operator::Call { function_index } | Operator::ReturnCall { function_index } = operator?.0
                && met.insert(function_index)
            {
                waiting.push(function_index);
            }
        }
    }
    Ok(met)
}

/// The functions that element segments, globals and tables mention, each as often as they do.
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

/// All constant expressions of a module.
#[allow(dead_code, reason = "for copies, which not every build makes")]
pub(crate) fn constants<'a>(module: &Module<'a>) -> Result<Vec<ConstExpr<'a>>> {
    let mut expressions = Vec::new();
    expressions.extend(module.globals().map(|global| global.init_expr));
    expressions.extend(module.tables.iter().filter_map(|table| match &table.init {
        TableInit::Expr(init) => Some(init.clone()),
        TableInit::RefNull => None,
    }));
    expressions.extend(module.data().filter_map(|data| match data.kind {
        DataKind::Active { offset_expr, .. } => Some(offset_expr),
        DataKind::Passive => None,
    }));
    for element in &module.elements {
        if let ElementKind::Active { offset_expr, .. } = &element.kind {
            expressions.push(offset_expr.clone());
        }
        if let ElementItems::Expressions(_, items) = &element.items {
            for item in items.clone() {
                expressions.push(item?);
            }
        }
    }
    Ok(expressions)
}

/// The globals that constant expressions read.
#[allow(dead_code, reason = "for copies, which not every build makes")]
pub(crate) fn globals_in_constants(module: &Module) -> Result<BTreeSet<u32>> {
    let mut globals = BTreeSet::new();
    for expression in constants(module)? {
        for operator in expression.get_operators_reader() {
            if let Operator::GlobalGet { global_index } = operator? {
                globals.insert(global_index);
            }
        }
    }
    Ok(globals)
}

fn mention(functions: &mut Vec<u32>, expr: &ConstExpr) -> Result<()> {
    for operator in expr.get_operators_reader() {
        if let Operator::RefFunc { function_index } = operator? {
            functions.push(function_index);
        }
    }
    Ok(())
}
