//! Whether a function looks whether it has run: then it may be called again and again, and does its work once.

use std::collections::HashMap;
use std::collections::HashSet;
use std::ops::Range;

use wasmparser::FuncType;
use wasmparser::MemArg;
use wasmparser::Operator;

use super::access::loads;
use super::body::does_nothing;
use super::flow::FlowStep;
use super::flow::always;
use crate::error::Result;
use crate::module::Module;

/// Deeper than calls of functions with guards of their own go.
const DEPTH: usize = 8;

/// Whether a function is seen to work on every way that does not trap, whatever it looks at: it calls a function that works, or
/// writes to what is no flag. `allocate_stack` of the component adapters does not, and no run-once initialiser does.
pub(super) fn works_each_time(module: &Module, func: u32) -> Result<bool> {
    Works { module, known: HashMap::new() }.each_time(func, DEPTH)
}

/// What was found of functions.
struct Works<'m, 'a> {
    module: &'m Module<'a>,
    known: HashMap<u32, bool>,
}

impl Works<'_, '_> {
    fn each_time(&mut self, func: u32, depth: usize) -> Result<bool> {
        if let Some(known) = self.known.get(&func) {
            return Ok(*known);
        }
        if func < self.module.imported_functions || depth == 0 {
            return Ok(func < self.module.imported_functions);
        }
        // Of one that calls itself, nothing else is known meanwhile.
        self.known.insert(func, false);
        let works = !does_nothing(self.module, func)? && self.always(func, depth - 1)?;
        self.known.insert(func, works);
        Ok(works)
    }

    /// Whether a function does something on every way that does not trap, and that is no flag: a flag is what it looks at.
    fn always(&mut self, func: u32, depth: usize) -> Result<bool> {
        let mut doings = Doings::default();
        for operator in self.module.operators(func) {
            doings.add(self.module, &operator?.0);
        }
        doings.merge_places();
        let certain = always(&doings.steps);
        let own = doings.has_own_flag(&certain.iter().copied().collect());
        let mut called = HashSet::new();
        for at in certain {
            let is_work = match doings.works.get(at as usize) {
                Some(Work::Call(callee)) => {
                    called.insert(*callee) && self.module.is_nullary(*callee) && self.each_time(*callee, depth)?
                }
                Some(work) => doings.is_no_flag(work, own),
                None => false,
            };
            if is_work {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether a function looks at the module's state before it does anything, and branches.
/// `allocate_stack` of the component adapters begins like that, and so does every run-once initialiser.
pub(super) fn looks_first(module: &Module, func: u32) -> Result<bool> {
    let mut looked = false;
    for operator in module.operators(func) {
        match operator?.0 {
            Operator::GlobalGet { .. }
            | Operator::I32Load { .. }
            | Operator::I32Load8U { .. }
            | Operator::I32Load8S { .. }
            | Operator::I32Load16U { .. }
            | Operator::I32Load16S { .. }
            | Operator::I64Load { .. }
            | Operator::I64Load8U { .. }
            | Operator::I64Load8S { .. }
            | Operator::I64Load32U { .. }
            | Operator::I32AtomicLoad { .. }
            | Operator::I32AtomicLoad8U { .. }
            | Operator::I32AtomicLoad16U { .. }
            | Operator::I64AtomicLoad { .. }
            | Operator::I32AtomicRmwCmpxchg { .. }
            | Operator::I32AtomicRmwXchg { .. } => looked = true,
            Operator::If { .. } | Operator::BrIf { .. } | Operator::BrTable { .. } => return Ok(looked),
            Operator::Call { .. }
            | Operator::CallIndirect { .. }
            | Operator::GlobalSet { .. }
            | Operator::I32Store { .. }
            | Operator::I64Store { .. }
            | Operator::End => return Ok(false),
            _ => {}
        }
    }
    Ok(false)
}

/// Something that a function may do.
enum Work {
    Call(u32),
    /// It writes to memory.
    Store {
        /// Where, if that is a constant.
        place: Option<Range<u64>>,
        /// Whether it is a constant other than 0.
        is_set: bool,
    },
    GlobalSet(u32),
}

/// What is known of a value on the stack.
#[derive(Clone)]
enum StackValue {
    Constant(u64),
    /// Read at a constant place in memory; or whether that is 0.
    Read {
        place: Range<u64>,
        is_zero: bool,
    },
    Other,
}

/// What a function does, what it looks at, and what steers it.
#[derive(Default)]
struct Doings {
    works: Vec<Work>,
    /// The way through it; calls in it are places in `works`.
    steps: Vec<FlowStep>,
    /// What it reads; with `anywhere`, at places that are no constants.
    places: Vec<Range<u64>>,
    anywhere: bool,
    globals: HashSet<u32>,
    /// The values on the stack; below them lie others.
    stack: Vec<StackValue>,
    /// Whether it has branched already.
    branched: bool,
    /// What it looks at before it branches for the first time, to go on if that is 0.
    flag: Option<Range<u64>>,
}

impl Doings {
    /// Whether the first branch is a guard with a flag of its own, which what it guards sets: then nothing else is that flag.
    fn has_own_flag(&self, always: &HashSet<u32>) -> bool {
        let Some(flag) = &self.flag else {
            return false;
        };
        let sets = |(at, work): (u32, &Work)| {
            let is_it = |place: &Range<u64>| overlap(place, flag);
            let is_guarded = !always.contains(&at);
            matches!(work, Work::Store { place: Some(place), is_set: true } if is_it(place) && is_guarded)
        };
        (0..).zip(&self.works).any(sets)
    }

    /// Whether what is written cannot be what the function looks at; `own`: its first branch has a flag of its own.
    fn is_no_flag(&self, work: &Work, own: bool) -> bool {
        match (work, &self.flag) {
            (Work::Store { place: Some(place), .. }, Some(flag)) if own => !overlap(place, flag),
            // A stack pointer is put back, and no flag.
            (Work::GlobalSet(global), _) => !self.globals.contains(global),
            (Work::Store { place: Some(place), .. }, _) => !self.anywhere && !self.reads(place),
            (Work::Store { place: None, .. } | Work::Call(_), _) => false,
        }
    }

    /// Puts the places that are read in order, and those together that touch.
    fn merge_places(&mut self) {
        self.places.sort_unstable_by_key(|place| place.start);
        let mut merged: Vec<Range<u64>> = Vec::new();
        for place in self.places.drain(..) {
            match merged.last_mut() {
                Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
                _ => merged.push(place),
            }
        }
        self.places = merged;
    }

    /// Whether a place is read, at least in part.
    fn reads(&self, place: &Range<u64>) -> bool {
        let at = self.places.partition_point(|read| read.end <= place.start);
        self.places.get(at).is_some_and(|read| overlap(read, place))
    }

    fn add(&mut self, module: &Module, operator: &Operator) {
        match operator {
            Operator::I32Const { value } => self.stack.push(StackValue::Constant(u64::from(*value as u32))),
            Operator::I64Const { value } => self.stack.push(StackValue::Constant(*value as u64)),
            Operator::LocalGet { .. } => self.stack.push(StackValue::Other),
            Operator::GlobalGet { global_index } => {
                self.globals.insert(*global_index);
                self.stack.push(StackValue::Other);
            }
            Operator::GlobalSet { global_index } => {
                self.stack.pop();
                self.work(Work::GlobalSet(*global_index));
            }
            Operator::I32Eqz | Operator::I64Eqz => {
                let value = match self.stack.pop() {
                    Some(StackValue::Read { place, is_zero }) => StackValue::Read { place, is_zero: !is_zero },
                    _ => StackValue::Other,
                };
                self.stack.push(value);
            }
            Operator::I32Add | Operator::I32Sub | Operator::I32And | Operator::I32Or | Operator::I64Add => {
                self.stack.pop();
                self.stack.pop();
                self.stack.push(StackValue::Other);
            }
            Operator::Call { function_index } => {
                let ty = module.function_type(*function_index);
                let counts = |count: fn(&FuncType) -> usize| ty.map_or(0, count);
                let left = self.stack.len().saturating_sub(counts(|ty| ty.params().len()));
                self.stack.truncate(left);
                self.stack.extend((0..counts(|ty| ty.results().len())).map(|_| StackValue::Other));
                self.work(Work::Call(*function_index));
            }
            Operator::ReturnCall { function_index } => {
                self.work(Work::Call(*function_index));
                self.steps.push(FlowStep::Return);
            }
            Operator::Nop => {}
            operator => self.add_other(operator),
        }
    }

    fn add_other(&mut self, operator: &Operator) {
        if let Some((memarg, width)) = plain_load(operator) {
            return self.load(memarg, width);
        }
        if let Some((memarg, width)) = plain_store(operator) {
            return self.store(memarg, width);
        }
        // Any other access of memory may be of any place.
        self.anywhere |= loads(operator).is_some() || matches!(operator, Operator::MemoryCopy { .. });
        if let Operator::If { .. } | Operator::BrIf { .. } | Operator::BrTable { .. } = operator
            && !std::mem::replace(&mut self.branched, true)
        {
            // An `if` goes on if it is true, and `br_if` if not.
            let goes_on = |is_zero: bool| match operator {
                Operator::If { .. } => is_zero,
                Operator::BrIf { .. } => !is_zero,
                _ => false,
            };
            self.flag = match self.stack.pop() {
                Some(StackValue::Read { place, is_zero }) if goes_on(is_zero) => Some(place),
                _ => None,
            };
        }
        self.stack.clear();
        self.steps.extend(FlowStep::of(operator));
    }

    fn work(&mut self, work: Work) {
        self.steps.push(FlowStep::Call(u32::try_from(self.works.len()).unwrap_or(u32::MAX)));
        self.works.push(work);
    }

    fn load(&mut self, memarg: MemArg, width: u64) {
        let value = match self.stack.pop() {
            Some(StackValue::Constant(address)) => {
                let place = place(address, memarg, width);
                self.places.push(place.clone());
                StackValue::Read { place, is_zero: false }
            }
            _ => {
                self.anywhere = true;
                StackValue::Other
            }
        };
        self.stack.push(value);
    }

    fn store(&mut self, memarg: MemArg, width: u64) {
        let is_set = matches!(self.stack.pop(), Some(StackValue::Constant(value)) if value != 0);
        let place = match self.stack.pop() {
            Some(StackValue::Constant(address)) => Some(place(address, memarg, width)),
            _ => None,
        };
        self.work(Work::Store { place, is_set });
    }
}

/// A load of a number, and of how many bytes.
fn plain_load(operator: &Operator) -> Option<(MemArg, u64)> {
    Some(match *operator {
        Operator::I32Load8U { memarg } | Operator::I32Load8S { memarg } => (memarg, 1),
        Operator::I32Load16U { memarg } | Operator::I32Load16S { memarg } => (memarg, 2),
        Operator::I32Load { memarg } | Operator::F32Load { memarg } => (memarg, 4),
        Operator::I64Load { memarg } | Operator::F64Load { memarg } => (memarg, 8),
        _ => return None,
    })
}

/// A store of a number, and of how many bytes.
fn plain_store(operator: &Operator) -> Option<(MemArg, u64)> {
    Some(match *operator {
        Operator::I32Store8 { memarg } | Operator::I64Store8 { memarg } => (memarg, 1),
        Operator::I32Store16 { memarg } | Operator::I64Store16 { memarg } => (memarg, 2),
        Operator::I32Store { memarg } | Operator::F32Store { memarg } | Operator::I64Store32 { memarg } => (memarg, 4),
        Operator::I64Store { memarg } | Operator::F64Store { memarg } => (memarg, 8),
        _ => return None,
    })
}

fn overlap(one: &Range<u64>, other: &Range<u64>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Bytes at an address, which all lie in one memory or another: two memories are taken for one.
fn place(address: u64, memarg: MemArg, width: u64) -> Range<u64> {
    let start = address.saturating_add(memarg.offset);
    start..start.saturating_add(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a function with this body may look whether it has run.
    fn looks(body: &str) -> bool {
        let text = format!(
            r#"(module (import "env" "import" (func $import)) (memory 1)
              (global $flag (mut i32) (i32.const 0)) (global $other (mut i32) (i32.const 0))
              (func $f {body})
              (func $work (i32.store (i32.const 200) (i32.const 1)))
              (func $nothing)
              (func $once (if (global.get $other) (then (return))) (global.set $other (i32.const 1)) (call $work))
              (func $again (if (global.get $other) (then (call $work))) (call $again)))"#
        );
        let wasm = wat::parse_str(&text).expect(&text);
        let module = Module::parse(&wasm).expect(&text);
        looks_first(&module, 1).expect(&text) && !works_each_time(&module, 1).expect(&text)
    }

    const LOOK: &str = "(i32.load (i32.const 16))";
    const SET: &str = "(i32.store (i32.const 16) (i32.const 1))";

    #[test]
    fn what_runs_once_looks() {
        let bodies = [
            format!("(if {LOOK} (then (return))) {SET} (call $work)"),
            format!("(if (i32.eqz {LOOK}) (then {SET} (call $work)))"),
            format!("(if {LOOK} (then) (else {SET} (call $work)))"),
            format!("(if (i32.eqz {LOOK}) (then {SET} (call $work) (return)))"),
            format!("(if (i32.eqz {LOOK}) (then) (else (return))) {SET} (call $work)"),
            format!("(block (br_if 0 {LOOK}) {SET} (call $work))"),
            format!("(block (block (br_if 1 {LOOK})) {SET} (call $work))"),
            format!("(block (block (br_table 0 1 {LOOK})) {SET} (call $work))"),
            // The flag is set at the end, or each time.
            format!("(if (i32.eqz {LOOK}) (then (call $work))) {SET}"),
            format!("(if (i32.eqz {LOOK}) (then (call $work))) (i32.store8 (i32.const 17) (i32.const 1))"),
            // It counts how often it is called.
            format!(
                "(if (i32.eqz {LOOK}) (then (call $work))) (i32.store (i32.const 16) (i32.add {LOOK} (i32.const 1)))"
            ),
            "(if (global.get $flag) (then (return))) (global.set $flag (i32.const 1)) (call $work)".to_owned(),
            "(if (global.get $flag) (then) (else (call $work))) (global.set $flag (i32.const 1))".to_owned(),
            // Its tail is work, behind the flag.
            format!("(if {LOOK} (then (return))) {SET} (return_call $work)"),
            // Places that are not known may be the flag's.
            "(local i32) (if (i32.load (local.get 0)) (then (return))) (i32.store (i32.const 16) (i32.const 1))"
                .to_owned(),
            "(local i32) (if (i32.load (local.get 0)) (then (call $work))) (i32.store (i32.const 99) (i32.const 1))"
                .to_owned(),
            format!("(local i32) (if {LOOK} (then (call $work))) (i32.store (local.get 0) (i32.const 1))"),
            // What it looks at first is cleared, or not set by what it guards, so something else may be the flag.
            "(local i32) (if (i32.load (i32.const 16)) (then (drop (i32.load (local.get 0))) \
             (i32.store (i32.const 16) (i32.const 0)))) (i32.store (i32.const 20) (i32.const 1))"
                .to_owned(),
            format!(
                "(local i32) (if (i32.eqz {LOOK}) (then (if (i32.load (local.get 0)) (then (call $work))))) {SET} \
                     (i32.store (i32.const 20) (i32.const 1))"
            ),
            // What it always calls looks for itself, or does nothing, or is not known to end.
            format!("(if (i32.eqz {LOOK}) (then {SET} (call $work))) (call $once)"),
            format!("(if (i32.eqz {LOOK}) (then {SET} (call $work))) (call $nothing)"),
            format!("(if (i32.eqz {LOOK}) (then {SET} (call $work))) (call $again)"),
            // It always tries.
            format!("(loop (if (i32.eqz {LOOK}) (then {SET} (call $work) (br 1))))"),
        ];
        for body in bodies {
            assert!(looks(&body), "{body}");
        }
    }

    #[test]
    fn the_guard_of_a_part_is_none_of_all() {
        let part = format!("(if (i32.eqz {LOOK}) (then {SET} (i32.store (i32.const 40) (i32.const 7))))");
        let bodies = [
            format!("{part} (call $work)"),
            format!("{part} (call $import)"),
            format!("{part} (return_call $work)"),
            format!("{part} (i32.store (i32.const 20) (i32.const 40))"),
            format!("{part} (i32.store (i32.const 20) {LOOK})"),
            format!("{part} (i64.store (i32.const 8) (i64.const 1))"),
            format!("{part} (global.set $other (i32.const 1))"),
            format!("(block (br_if 0 {LOOK}) {SET}) (call $work)"),
            format!(
                "{part} (block (br_if 0 (i32.load (i32.const 60))) (i32.store (i32.const 60) (i32.const 1))) (call $work)"
            ),
            // Its flag is known, so that other places may be read at will.
            format!(
                "(local i32) (if (i32.eqz {LOOK}) (then (drop (i32.load (local.get 0))) {SET})) \
                     (i32.store (i32.const 20) (i32.load (i32.const 24)))"
            ),
            format!(
                "(local i32) (block (br_if 0 {LOOK}) (drop (i32.load (local.get 0))) {SET}) \
                     (i32.store (i32.const 20) (i32.const 0))"
            ),
            // What traps does not go on.
            format!("(if {LOOK} (then (unreachable))) (call $work)"),
        ];
        for body in bodies {
            assert!(!looks(&body), "{body}");
        }
    }

    #[test]
    fn what_works_first_does_not_look() {
        for body in ["", "(call $work)", "(global.set $flag (i32.const 1)) (if (global.get $flag) (then (call $work)))"]
        {
            assert!(!looks(body), "{body}");
        }
    }
}
