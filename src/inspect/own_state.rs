//! What code changes of an instance: where instances share a memory, each has its own globals, tables and other memories.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use wasmparser::MemArgTarget;
use wasmparser::Operator;

use super::access;
use crate::error::Result;
use crate::module::Module;
use crate::module::references::mentioned;

/// lld's name for the stack pointer (`lld/wasm/Driver.cpp`, `createSyntheticSymbols`).
const STACK_POINTER: &str = "__stack_pointer";

/// What of an instance a function changes, and does not set back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnState {
    /// Whether globals or tables.
    pub items: bool,
    /// Whether it drops segments.
    pub segments: bool,
    /// The memories that it writes or grows.
    pub memories: BTreeSet<u32>,
}

impl OwnState {
    /// What both change.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.memories.extend(other.memories);
        Self { items: self.items || other.items, segments: self.segments || other.segments, memories: self.memories }
    }
}

/// What a function, or one that it may call, changes. The stack pointer is set back.
pub(super) fn own_state(module: &Module, func: u32) -> Result<OwnState> {
    let mut state = OwnState::default();
    let stack: HashSet<u32> = module.names.globals(STACK_POINTER).into_iter().collect();
    for func in may_run(module, func)? {
        let mut set = HashSet::new();
        for operator in module.operators(func) {
            let operator = operator?.0;
            match operator {
                Operator::GlobalSet { global_index } if !stack.contains(&global_index) => {
                    set.insert(global_index);
                }
                Operator::TableSet { .. }
                | Operator::TableGrow { .. }
                | Operator::TableFill { .. }
                | Operator::TableCopy { .. }
                | Operator::TableInit { .. } => state.items = true,
                Operator::DataDrop { .. } | Operator::ElemDrop { .. } => state.segments = true,
                operator => state.memories.extend(written_memory(&operator)),
            }
        }
        for global in set {
            state.items = state.items || !sets_back(module, func, global)?;
        }
    }
    Ok(state)
}

/// The function and those that it calls; with indirect calls, all that can be called so.
fn may_run(module: &Module, func: u32) -> Result<HashSet<u32>> {
    let mut met = HashSet::from([func]);
    let mut waiting = vec![func];
    let mut anything = false;
    while let Some(func) = waiting.pop() {
        for operator in module.operators(func) {
            match operator?.0 {
                Operator::Call { function_index } | Operator::ReturnCall { function_index }
                    if met.insert(function_index) =>
                {
                    waiting.push(function_index);
                }
                Operator::CallIndirect { .. }
                | Operator::ReturnCallIndirect { .. }
                | Operator::CallRef { .. }
                | Operator::ReturnCallRef { .. }
                    if !anything =>
                {
                    anything = true;
                    waiting.extend(mentioned(module)?.into_iter().filter(|func| met.insert(*func)));
                }
                _ => {}
            }
        }
    }
    Ok(met)
}

/// The memory that an instruction writes or grows.
fn written_memory(operator: &Operator) -> Option<u32> {
    match operator {
        Operator::MemoryCopy { dst_mem: memory, .. }
        | Operator::MemoryFill { mem: memory }
        | Operator::MemoryInit { mem: memory, .. }
        | Operator::MemoryGrow { mem: memory } => Some(*memory),
        operator if access::stores(operator) => match access::memarg(operator).map(|memarg| memarg.target) {
            Some(MemArgTarget::Memory(memory)) => Some(memory),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a function sets a global back to what it was, as each one does with the stack pointer (tool-conventions, `BasicCABI.md`):
///
/// ```wat
/// (global.set $global (local.tee $frame (i32.sub (global.get $global) (i32.const $size))))
/// …
/// (global.set $global (i32.add (local.get $frame) (i32.const $size)))
/// ```
fn sets_back(module: &Module, func: u32, global: u32) -> Result<bool> {
    let assigned_once = assigned_once(module, func)?;
    // By how much each local is below what the global was.
    let mut frames: HashMap<u32, i64> = HashMap::new();
    let mut last: [Option<Operator>; 3] = [None, None, None];
    let mut is_back = false;
    for operator in module.operators(func) {
        let operator = operator?.0;
        match &operator {
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index }
                if assigned_once.contains(local_index) =>
            {
                if let Some(below) = below(&last, global).or_else(|| set_to(&last, &frames)) {
                    frames.insert(*local_index, below);
                }
            }
            Operator::GlobalSet { global_index } if *global_index == global => match set_to(&last, &frames) {
                Some(0) => is_back = true,
                Some(_) => is_back = false,
                None => return Ok(false),
            },
            _ => {}
        }
        last.rotate_left(1);
        last[2] = Some(operator);
    }
    Ok(is_back)
}

fn assigned_once(module: &Module, func: u32) -> Result<HashSet<u32>> {
    let (mut once, mut more) = (HashSet::new(), HashSet::new());
    for operator in module.operators(func) {
        if let Operator::LocalSet { local_index } | Operator::LocalTee { local_index } = operator?.0
            && !once.insert(local_index)
        {
            more.insert(local_index);
        }
    }
    let parameters = module.function_type(func).map_or(0, |ty| ty.params().len() as u32);
    once.retain(|local| !more.contains(local) && *local >= parameters);
    Ok(once)
}

/// By how much the value on the stack is below what a global holds, if that is a constant.
fn below(last: &[Option<Operator>; 3], global: u32) -> Option<i64> {
    match last {
        [_, _, Some(Operator::GlobalGet { global_index })] if *global_index == global => Some(0),
        [Some(Operator::GlobalGet { global_index }), Some(size), Some(change)] if *global_index == global => {
            let size = constant(size)?;
            match change {
                Operator::I32Sub | Operator::I64Sub => Some(size),
                Operator::I32Add | Operator::I64Add => Some(size.wrapping_neg()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// By how much the value on the stack is below what the global was when the function began.
fn set_to(last: &[Option<Operator>; 3], frames: &HashMap<u32, i64>) -> Option<i64> {
    match last {
        [_, _, Some(Operator::LocalTee { local_index } | Operator::LocalGet { local_index })] => {
            frames.get(local_index).copied()
        }
        [Some(Operator::LocalGet { local_index }), Some(size), Some(change)] => {
            let (frame, size) = (frames.get(local_index)?, constant(size)?);
            match change {
                Operator::I32Add | Operator::I64Add => Some(frame.wrapping_sub(size)),
                Operator::I32Sub | Operator::I64Sub => Some(frame.wrapping_add(size)),
                _ => None,
            }
        }
        _ => None,
    }
}

fn constant(operator: &Operator) -> Option<i64> {
    match operator {
        Operator::I32Const { value } => Some(i64::from(*value)),
        Operator::I64Const { value } => Some(*value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets(body: &str) -> bool {
        let text = format!(
            r#"(module (memory 1 1 shared) (memory 1) (table 2 funcref) (elem (i32.const 0) $sets)
               (global $sp (mut i32) (i32.const 0)) (global $own (mut i32) (i32.const 0))
               (func $root (local i32 i32) {body})
               (func $sets (global.set $own (i32.const 1)))
               (func $calls (local i32)
                 (global.set $sp (local.tee 0 (i32.sub (global.get $sp) (i32.const 16))))
                 (i32.store (local.get 0) (i32.const 1))
                 (global.set $sp (i32.add (local.get 0) (i32.const 16)))))"#
        );
        let wasm = wat::parse_str(&text).expect(&text);
        let state = own_state(&Module::parse(&wasm).expect(&text), 0).expect(&text);
        state.items || state.memories.contains(&1)
    }

    #[test]
    fn a_global_that_is_set_back_is_no_state() {
        for body in [
            "",
            "(call $calls)",
            "(i32.store (i32.const 0) (i32.const 1))",
            "(local.set 0 (global.get $sp)) (global.set $sp (local.tee 1 (i32.sub (local.get 0) (i32.const 8)))) \
             (global.set $sp (local.get 0))",
        ] {
            assert!(!sets(body), "{body}");
        }
    }

    #[test]
    fn what_stays_changed_is_state() {
        for body in [
            "(call $sets)",
            "(call_indirect (i32.const 0))",
            "(table.set (i32.const 0) (ref.null func))",
            "(i32.store 1 (i32.const 0) (i32.const 1))",
            "(memory.fill 1 (i32.const 0) (i32.const 1) (i32.const 1))",
            "(global.set $own (i32.add (i32.load (i32.const 0)) (i32.const 39)))",
            "(global.set $sp (local.tee 0 (i32.sub (global.get $sp) (i32.const 16))))",
            "(global.set $sp (local.tee 0 (i32.sub (global.get $sp) (i32.const 16)))) (local.set 0 (i32.const 8)) \
             (global.set $sp (i32.add (local.get 0) (i32.const 16)))",
        ] {
            assert!(sets(body), "{body}");
        }
    }
}
