//! Constant expressions that are nothing but a constant.

use wasmparser::ConstExpr;
use wasmparser::Operator;

/// The number that an offset is, if it is a single constant.
pub(crate) fn constant(expr: &ConstExpr) -> Option<u64> {
    let mut operators = expr.get_operators_reader().into_iter();
    let value = match operators.next()?.ok()? {
        Operator::I32Const { value } => u64::from(value as u32),
        Operator::I64Const { value } => value as u64,
        _ => return None,
    };
    matches!(operators.next()?.ok()?, Operator::End).then_some(value)
}
