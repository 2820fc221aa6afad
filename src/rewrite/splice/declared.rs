//! Functions that only an export declared: `ref.func` may name just those that an export, an element segment or a global
//! mentions (the specification's `C.refs`), so when the export moves away, something else has to.

use std::collections::BTreeSet;

use wasmparser::ElementItems;
use wasmparser::Operator;
use wasmparser::TableInit;

use super::leb;
use crate::error::Result;
use crate::module::Module;

/// Those of these functions that code refers to and that nothing else than their exports declares.
pub(super) fn undeclared(module: &Module, moved: &BTreeSet<u32>) -> Result<Vec<u32>> {
    let mut wanted = may_be_referred_to(module, moved);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    for func in declared(module)? {
        wanted.remove(&func);
    }
    let mut found = BTreeSet::new();
    for func in module.imported_functions..module.function_count() {
        for operator in module.operators(func) {
            if let Operator::RefFunc { function_index } = operator?.0
                && wanted.contains(&function_index)
            {
                found.insert(function_index);
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// Those of these functions for which the bytes of `ref.func` and an index, in whatever width, occur anywhere. To look for
/// them is much cheaper than to read all code, and few modules have any.
fn may_be_referred_to(module: &Module, functions: &BTreeSet<u32>) -> BTreeSet<u32> {
    const REF_FUNC: u8 = 0xd2;
    let (Some(first), Some(last)) = (module.bodies.first(), module.bodies.last()) else {
        return BTreeSet::new();
    };
    let code = first.range().start as usize..last.range().end as usize;
    let code = module.bytes.get(code).unwrap_or_default();
    let places = code.iter().enumerate().filter(|(_, byte)| **byte == REF_FUNC);
    let indices = places.filter_map(|(at, _)| leb::read(code.get(at + 1..)?));
    indices.map(|(index, _)| index).filter(|index| functions.contains(index)).collect()
}

/// What element segments, globals and tables mention.
fn declared(module: &Module) -> Result<Vec<u32>> {
    let mut functions = Vec::new();
    let mut mention = |expr: &wasmparser::ConstExpr| -> Result<()> {
        for operator in expr.get_operators_reader() {
            if let Operator::RefFunc { function_index } = operator? {
                functions.push(function_index);
            }
        }
        Ok(())
    };
    for global in &module.globals {
        mention(&global.init_expr)?;
    }
    for table in &module.tables {
        if let TableInit::Expr(init) = &table.init {
            mention(init)?;
        }
    }
    for element in &module.elements {
        if let ElementItems::Expressions(_, items) = &element.items {
            for item in items.clone() {
                mention(&item?)?;
            }
        }
    }
    for element in &module.elements {
        if let ElementItems::Functions(items) = &element.items {
            for func in items.clone() {
                functions.push(func?);
            }
        }
    }
    Ok(functions)
}
