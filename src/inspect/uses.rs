//! What functions use of a module's state, so that one can be told from another that has nothing to do with it.

use std::collections::HashSet;

use wasmparser::MemArgTarget;
use wasmparser::Operator;
use wasmparser::for_each_operator;

use crate::error::Result;
use crate::module::Module;

/// A part of a module's state. Immutable globals are counted as well, as constants read no global.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum State {
    Memory(u32),
    Global(u32),
    Table(u32),
}

/// What functions may read or write.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Used {
    /// These.
    Only(HashSet<State>),
    /// It cannot be told: a call goes to a host, or to a reference, or there is too much to read.
    #[default]
    Anything,
}

impl Used {
    /// Whether what one does cannot be seen by the other.
    pub fn is_apart_from(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Only(these), Self::Only(those)) => these.is_disjoint(those),
            (Self::Only(these), Self::Anything) => these.is_empty(),
            (Self::Anything, _) => false,
        }
    }
}

/// What a function uses, and those that it calls, without those for which `is_apart` holds. `budget` says how many instructions
/// may still be read.
pub(super) fn uses(
    module: &Module,
    root: u32,
    is_apart: impl Fn(u32) -> Result<bool>,
    budget: &mut usize,
) -> Result<Used> {
    let mut used = HashSet::new();
    let mut met = HashSet::from([root]);
    let mut waiting = vec![root];
    while let Some(func) = waiting.pop() {
        if func < module.imported_functions {
            return Ok(Used::Anything);
        }
        for operator in module.operators(func) {
            let Some(left) = budget.checked_sub(1) else {
                return Ok(Used::Anything);
            };
            *budget = left;
            match operator?.0 {
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    if met.insert(function_index) && !is_apart(function_index)? {
                        waiting.push(function_index);
                    }
                }
                operator if leads_anywhere(&operator) => return Ok(Used::Anything),
                operator => each_state(&operator, |state| {
                    used.insert(state);
                }),
            }
        }
    }
    Ok(Used::Only(used))
}

/// References can be called elsewhere; what is left of a segment is state, too.
fn leads_anywhere(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::CallIndirect { .. }
            | Operator::ReturnCallIndirect { .. }
            | Operator::CallRef { .. }
            | Operator::ReturnCallRef { .. }
            | Operator::RefFunc { .. }
            | Operator::MemoryInit { .. }
            | Operator::DataDrop { .. }
            | Operator::TableInit { .. }
            | Operator::ElemDrop { .. }
            | Operator::ArrayNewData { .. }
            | Operator::ArrayInitData { .. }
            | Operator::ArrayNewElem { .. }
            | Operator::ArrayInitElem { .. }
    )
}

/// The state that an instruction names, by its fields.
#[expect(unused_variables, reason = "the macro names every field of every instruction, and a few are used")]
fn each_state(operator: &Operator, mut add: impl FnMut(State)) {
    macro_rules! field {
        (memarg $it:ident) => {
            if let MemArgTarget::Memory(memory) = $it.target {
                add(State::Memory(memory));
            }
        };
        (mem $it:ident) => {
            add(State::Memory(*$it))
        };
        (src_mem $it:ident) => {
            add(State::Memory(*$it))
        };
        (dst_mem $it:ident) => {
            add(State::Memory(*$it))
        };
        (global_index $it:ident) => {
            add(State::Global(*$it))
        };
        (table $it:ident) => {
            add(State::Table(*$it))
        };
        (src_table $it:ident) => {
            add(State::Table(*$it))
        };
        (dst_table $it:ident) => {
            add(State::Table(*$it))
        };
        (table_index $it:ident) => {
            add(State::Table(*$it))
        };
        ($other:ident $it:ident) => {};
    }
    macro_rules! fields {
        ($( @$proposal:ident $op:ident $({ $($field:ident: $ty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
            match operator {
                $( Operator::$op $({ $($field),* })? => { $($(field!($field $field);)*)? } )*
                _ => {}
            }
        };
    }
    for_each_operator!(fields);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses_of(body: &str, budget: usize) -> Used {
        let text = format!(
            r#"(module (import "env" "log" (func $log)) (memory $m 1) (memory $n 1) (table $t 1 funcref) (table $u 1 funcref)
               (global $g (mut i32) (i32.const 0)) (global $h (mut i32) (i32.const 0))
               (func (export "it") {body}) (func $reads_n (drop (i32.load $n (i32.const 0)))) (func $apart (call $log)))"#
        );
        let wasm = wat::parse_str(&text).expect(&text);
        let module = Module::parse(&wasm).expect(&text);
        let mut budget = budget;
        uses(&module, 1, |func| Ok(func == 3), &mut budget).expect(&text)
    }

    #[test]
    fn each_part_of_the_state_is_seen() {
        for (body, expected) in [
            ("", &[][..]),
            ("(call $apart)", &[]),
            ("(drop (i32.load (i32.const 0)))", &[State::Memory(0)]),
            ("(i32.store $n (i32.const 0) (i32.const 0))", &[State::Memory(1)]),
            ("(drop (memory.size $n))", &[State::Memory(1)]),
            ("(drop (memory.grow $n (i32.const 0)))", &[State::Memory(1)]),
            ("(memory.fill $n (i32.const 0) (i32.const 0) (i32.const 0))", &[State::Memory(1)]),
            ("(memory.copy $m $n (i32.const 0) (i32.const 0) (i32.const 0))", &[State::Memory(0), State::Memory(1)]),
            ("(drop (i32.atomic.load $n (i32.const 0)))", &[State::Memory(1)]),
            ("(drop (v128.load $n (i32.const 0)))", &[State::Memory(1)]),
            ("(drop (global.get $h))", &[State::Global(1)]),
            ("(global.set $h (i32.const 0))", &[State::Global(1)]),
            ("(drop (table.get $u (i32.const 0)))", &[State::Table(1)]),
            ("(table.set $u (i32.const 0) (ref.null func))", &[State::Table(1)]),
            ("(drop (table.size $u))", &[State::Table(1)]),
            ("(drop (table.grow $u (ref.null func) (i32.const 0)))", &[State::Table(1)]),
            ("(table.fill $u (i32.const 0) (ref.null func) (i32.const 0))", &[State::Table(1)]),
            ("(table.copy $t $u (i32.const 0) (i32.const 0) (i32.const 0))", &[State::Table(0), State::Table(1)]),
            ("(call $reads_n)", &[State::Memory(1)]),
            ("(return_call $reads_n)", &[State::Memory(1)]),
        ] {
            assert_eq!(uses_of(body, 100), Used::Only(expected.iter().copied().collect()), "{body}");
        }
    }

    #[test]
    fn what_may_lead_anywhere_uses_anything() {
        for body in ["(call $log)", "(call_indirect (i32.const 0))", "(drop (ref.func 1))"] {
            assert_eq!(uses_of(body, 100), Used::Anything, "{body}");
        }
        assert_eq!(uses_of("(call $reads_n)", 3), Used::Anything);
    }

    #[test]
    fn what_shares_nothing_is_apart() {
        let only = |states: &[State]| Used::Only(states.iter().copied().collect());
        for (one, other, expected) in [
            (only(&[]), only(&[]), true),
            (only(&[]), Used::Anything, true),
            (only(&[State::Memory(0)]), only(&[State::Memory(1), State::Global(0)]), true),
            (only(&[State::Memory(0)]), only(&[State::Memory(0)]), false),
            (only(&[State::Memory(0)]), Used::Anything, false),
            (Used::Anything, only(&[]), false),
        ] {
            assert_eq!(one.is_apart_from(&other), expected, "{one:?} {other:?}");
        }
    }
}
