//! What code changes of an instance: where instances share a memory, each has its own globals, tables and other memories.

use std::collections::BTreeSet;
use std::collections::HashSet;

use wasmparser::MemArgTarget;
use wasmparser::Operator;

use super::access;
use super::set_back::sets_back;
use crate::error::Result;
use crate::module::Module;
use crate::module::references::mentioned;

/// lld's name for the stack pointer (`lld/wasm/Driver.cpp`, `createSyntheticSymbols`).
const STACK_POINTER: &str = "__stack_pointer";

/// What of an instance a function changes, and does not set back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
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
    own_state_of(module, vec![func])
}

/// The same of several.
pub(super) fn own_state_of(module: &Module, funcs: Vec<u32>) -> Result<OwnState> {
    let mut state = OwnState::default();
    let has_objects = has_objects(module);
    let mut catches = false;
    let mut globals = false;
    let stack: HashSet<u32> = module.names.globals(STACK_POINTER).into_iter().collect();
    for func in may_run(module, funcs)? {
        let mut set = HashSet::new();
        let mut pointer = StackPointer::default();
        for operator in module.operators(func) {
            let operator = operator?.0;
            match &operator {
                Operator::GlobalSet { global_index } if !stack.contains(global_index) => {
                    set.insert(*global_index);
                }
                Operator::GlobalSet { global_index } => {
                    pointer.sets += 1;
                    pointer.global = Some(*global_index);
                }
                Operator::GlobalGet { global_index } if stack.contains(global_index) && pointer.sets == 0 => {
                    pointer.is_read_first = true;
                }
                Operator::I32And | Operator::I64And => pointer.is_aligned = true,
                Operator::Try { .. } | Operator::TryTable { .. } => {
                    catches = true;
                    pointer.catches = true;
                }
                operator if has_objects && sets_object(operator) => state.items = true,
                Operator::TableSet { .. }
                | Operator::TableGrow { .. }
                | Operator::TableFill { .. }
                | Operator::TableCopy { .. }
                | Operator::TableInit { .. } => state.items = true,
                Operator::DataDrop { .. } | Operator::ElemDrop { .. } => state.segments = true,
                operator => state.memories.extend(written_memory(operator)),
            }
        }
        if let Some(global) = pointer.global {
            state.items = state.items || !pointer.is_restored_by_abi() && !sets_back(module, func, global)?;
        }
        for global in set {
            globals = true;
            state.items = state.items || !sets_back(module, func, global)?;
        }
    }
    // What throws may leave a global as it is, and what catches goes on then.
    state.items |= catches && globals;
    Ok(state)
}

/// These functions and those that they call, or give away; with indirect calls, all that can be called so.
fn may_run(module: &Module, mut waiting: Vec<u32>) -> Result<HashSet<u32>> {
    let mut met: HashSet<u32> = waiting.iter().copied().collect();
    let mut anything = false;
    while let Some(func) = waiting.pop() {
        for operator in module.operators(func) {
            match operator?.0 {
                Operator::Call { function_index }
                | Operator::ReturnCall { function_index }
                | Operator::RefFunc { function_index }
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

/// What a function does with the linker's stack pointer.
#[derive(Default)]
struct StackPointer {
    global: Option<u32>,
    sets: usize,
    /// Whether it reads it before it sets it.
    is_read_first: bool,
    /// Whether it aligns something.
    is_aligned: bool,
    catches: bool,
}

impl StackPointer {
    /// Whether it is restored in ways that are not followed: where room is aligned or of any size, and where exceptions are caught, code
    /// keeps what the pointer was, and sets it back to that (tool-conventions, `BasicCABI.md`).
    fn is_restored_by_abi(&self) -> bool {
        self.is_read_first && self.sets > 1 && (self.is_aligned || self.catches)
    }
}

/// Whether there is something that few modules have: types that are no functions', or globals and tables that threads share.
fn has_objects(module: &Module) -> bool {
    let types = module.types.as_ref();
    let mut indices = 0..types.core_type_count_in_module();
    let is_func = |index| {
        let ty = &module.types[types.core_type_at_in_module(index)].composite_type;
        matches!(ty.inner, wasmparser::CompositeInnerType::Func(_))
    };
    !indices.all(is_func)
        || (0..types.global_count()).any(|global| types.global_at(global).shared)
        || (0..types.table_count()).any(|table| types.table_at(table).shared)
}

/// Whether an instruction changes what a reference leads to, or a global or table by an atomic instruction, or goes on in another stack,
/// whose code is not followed.
fn sets_object(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::StructSet { .. }
            | Operator::ArraySet { .. }
            | Operator::ArrayFill { .. }
            | Operator::ArrayCopy { .. }
            | Operator::ArrayInitData { .. }
            | Operator::ArrayInitElem { .. }
            | Operator::StructAtomicSet { .. }
            | Operator::StructAtomicRmwAdd { .. }
            | Operator::StructAtomicRmwSub { .. }
            | Operator::StructAtomicRmwAnd { .. }
            | Operator::StructAtomicRmwOr { .. }
            | Operator::StructAtomicRmwXor { .. }
            | Operator::StructAtomicRmwXchg { .. }
            | Operator::StructAtomicRmwCmpxchg { .. }
            | Operator::ArrayAtomicSet { .. }
            | Operator::ArrayAtomicRmwAdd { .. }
            | Operator::ArrayAtomicRmwSub { .. }
            | Operator::ArrayAtomicRmwAnd { .. }
            | Operator::ArrayAtomicRmwOr { .. }
            | Operator::ArrayAtomicRmwXor { .. }
            | Operator::ArrayAtomicRmwXchg { .. }
            | Operator::ArrayAtomicRmwCmpxchg { .. }
            | Operator::GlobalAtomicSet { .. }
            | Operator::GlobalAtomicRmwAdd { .. }
            | Operator::GlobalAtomicRmwSub { .. }
            | Operator::GlobalAtomicRmwAnd { .. }
            | Operator::GlobalAtomicRmwOr { .. }
            | Operator::GlobalAtomicRmwXor { .. }
            | Operator::GlobalAtomicRmwXchg { .. }
            | Operator::GlobalAtomicRmwCmpxchg { .. }
            | Operator::TableAtomicSet { .. }
            | Operator::TableAtomicRmwXchg { .. }
            | Operator::TableAtomicRmwCmpxchg { .. }
            | Operator::ContNew { .. }
            | Operator::Resume { .. }
            | Operator::ResumeThrow { .. }
            | Operator::ResumeThrowRef { .. }
            | Operator::Switch { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> OwnState {
        let wasm = wat::parse_str(text).expect(text);
        own_state(&Module::parse(&wasm).expect(text), 0).expect(text)
    }

    #[test]
    fn a_stack_pointer_that_is_set_for_good_is_state() {
        let text = |set: &str| {
            format!(
                "(module (global $__stack_pointer (mut i32) (i32.const 0)) (func (local i32) (global.set 0 {set})))"
            )
        };
        assert!(own(&text("(i32.const 65536)")).items);
        assert!(own(&text("(i32.add (local.get 0) (i32.const 16))")).items);
        assert!(own(&text("(i32.sub (global.get 0) (i32.const 16))")).items);
        assert!(!own(&text("(local.tee 0 (i32.sub (global.get 0) (i32.const 16)))) (global.set 0 (i32.add (local.get 0) (i32.const 16))")).items);
    }

    #[test]
    fn what_a_reference_leads_to_is_state() {
        let text = |body: &str| {
            format!(
                "(module (type $s (struct (field (mut i32)))) (type $a (array (mut i8))) (global $g (ref $s) (struct.new $s (i32.const 0)))
                 (global $h (ref $a) (array.new $a (i32.const 0) (i32.const 4))) (func {body}))"
            )
        };
        assert!(own(&text("(struct.set $s 0 (global.get $g) (i32.const 42))")).items);
        assert!(own(&text("(array.fill $a (global.get $h) (i32.const 0) (i32.const 1) (i32.const 2))")).items);
        assert!(!own(&text("(drop (struct.get $s 0 (global.get $g)))")).items);
    }

    #[test]
    fn what_a_function_gives_away_may_run() {
        let text = r#"(module (type $f (func)) (global $g (mut i32) (i32.const 0))
            (func (call_ref $f (ref.func $sets))) (func $sets (export "sets") (global.set $g (i32.const 1))))"#;
        assert!(own(text).items);
    }

    #[test]
    fn what_catches_may_find_a_global_as_it_was_left() {
        let set_back = "(global.set 0 (local.tee 0 (i32.sub (global.get 0) (i32.const 8)))) (call $other) \
                        (global.set 0 (i32.add (local.get 0) (i32.const 8)))";
        let text = |body: &str| {
            format!(
                "(module (global (mut i32) (i32.const 0)) (func (local i32) {body} (call $catches)) (func $other)
            (func $catches (block (try_table (catch_all 0)))))"
            )
        };
        assert!(own(&text(set_back)).items);
        assert!(!own(&text("")).items);
    }

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
