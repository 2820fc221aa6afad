//! Which instructions read memory, and which write to it.

use wasmparser::MemArg;
use wasmparser::Operator;
use wasmparser::for_each_operator;

/// Where an instruction reads memory, if it does that at an address: loads, but not stores, and not `memory.copy`.
pub(crate) fn loads(operator: &Operator) -> Option<MemArg> {
    memarg(operator).filter(|_| !only_stores(operator))
}

/// Whether an instruction writes to memory, or may: everything but plain loads.
pub(crate) fn stores(operator: &Operator) -> bool {
    let fills = matches!(
        operator,
        Operator::MemoryCopy { .. }
            | Operator::MemoryFill { .. }
            | Operator::MemoryInit { .. }
            | Operator::MemoryGrow { .. }
    );
    fills || memarg(operator).is_some() && !only_loads(operator)
}

fn only_loads(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::I32Load { .. }
            | Operator::I64Load { .. }
            | Operator::F32Load { .. }
            | Operator::F64Load { .. }
            | Operator::I32Load8S { .. }
            | Operator::I32Load8U { .. }
            | Operator::I32Load16S { .. }
            | Operator::I32Load16U { .. }
            | Operator::I64Load8S { .. }
            | Operator::I64Load8U { .. }
            | Operator::I64Load16S { .. }
            | Operator::I64Load16U { .. }
            | Operator::I64Load32S { .. }
            | Operator::I64Load32U { .. }
            | Operator::V128Load { .. }
    )
}

/// Whether an instruction writes to memory and reads nothing of it.
pub(super) fn only_stores(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::I32Store { .. }
            | Operator::I64Store { .. }
            | Operator::F32Store { .. }
            | Operator::F64Store { .. }
            | Operator::I32Store8 { .. }
            | Operator::I32Store16 { .. }
            | Operator::I64Store8 { .. }
            | Operator::I64Store16 { .. }
            | Operator::I64Store32 { .. }
            | Operator::V128Store { .. }
            | Operator::V128Store8Lane { .. }
            | Operator::V128Store16Lane { .. }
            | Operator::V128Store32Lane { .. }
            | Operator::V128Store64Lane { .. }
            | Operator::I32AtomicStore { .. }
            | Operator::I32AtomicStore8 { .. }
            | Operator::I32AtomicStore16 { .. }
            | Operator::I64AtomicStore { .. }
            | Operator::I64AtomicStore8 { .. }
            | Operator::I64AtomicStore16 { .. }
            | Operator::I64AtomicStore32 { .. }
    )
}

/// Where an instruction accesses memory. Every instruction that does has a field `memarg`: the name is given twice, once to
/// be compared and once to be used.
#[expect(unused_variables, reason = "the macro names every field of every instruction, and one is used")]
pub(crate) fn memarg(operator: &Operator) -> Option<MemArg> {
    macro_rules! field {
        () => {
            None
        };
        (memarg $it:ident $($rest:ident)*) => {
            Some(*$it)
        };
        ($first:ident $it:ident $($rest:ident)*) => {
            field!($($rest)*)
        };
    }
    macro_rules! fields {
        ($( @$proposal:ident $op:ident $({ $($field:ident: $ty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
            match operator {
                $( Operator::$op $({ $($field),* })? => field!($($($field $field)*)?), )*
                _ => None,
            }
        };
    }
    for_each_operator!(fields)
}
