//! Whether a function leaves a global as it found it, on every way through its code.

use std::collections::HashMap;
use std::collections::HashSet;

use wasmparser::Operator;

use crate::error::Result;
use crate::module::Module;

/// Whether a function sets a global back to what it was, as each one does with the stack pointer (tool-conventions, `BasicCABI.md`):
///
/// ```wat
/// (global.set $global (local.tee $frame (i32.sub (global.get $global) (i32.const $size))))
/// …
/// (global.set $global (i32.add (local.get $frame) (i32.const $size)))
/// ```
///
/// Each block has to end as it began, and each way out has to find the global set back.
pub(super) fn sets_back(module: &Module, func: u32, global: u32) -> Result<bool> {
    let assigned_once = assigned_once(module, func)?;
    let mut way = GlobalWalk {
        global,
        assigned_once,
        below: 0,
        goes_on: true,
        frames: HashMap::new(),
        blocks: Vec::new(),
        last: [const { None }; 3],
    };
    for operator in module.operators(func) {
        let operator = operator?.0;
        if !way.step(&operator) {
            return Ok(false);
        }
        way.last.rotate_left(1);
        way.last[2] = Some(operator);
    }
    Ok(true)
}

/// The local variables that are assigned in one place, and are no parameters.
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

/// A way through a function, from its first instruction on.
struct GlobalWalk<'a> {
    global: u32,
    assigned_once: HashSet<u32>,
    /// By how much the global is below what it was at first.
    below: i64,
    /// Whether the next instruction can be reached from the one before it.
    goes_on: bool,
    /// By how much each local variable is below what the global was at first.
    frames: HashMap<u32, i64>,
    blocks: Vec<Entered>,
    /// The last instructions, the newest last.
    last: [Option<Operator<'a>>; 3],
}

/// A block that the way is in.
struct Entered {
    /// What the global was when it began.
    below: i64,
    /// The local variables that are assigned in it.
    locals: Vec<u32>,
}

impl GlobalWalk<'_> {
    /// Goes on; `false` if the global may not be set back.
    fn step(&mut self, operator: &Operator) -> bool {
        match operator {
            Operator::Try { .. } | Operator::TryTable { .. } => return false,
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                self.blocks.push(Entered { below: self.below, locals: Vec::new() });
            }
            Operator::Else => {
                let Some(block) = self.blocks.last_mut() else {
                    return false;
                };
                let ends_so = !self.goes_on || self.below == block.below;
                let frames = &mut self.frames;
                block.locals.drain(..).for_each(|local| {
                    frames.remove(&local);
                });
                (self.below, self.goes_on) = (block.below, true);
                return ends_so;
            }
            Operator::End => {
                let block = self.blocks.pop().unwrap_or(Entered { below: 0, locals: Vec::new() });
                let ends_so = !self.goes_on || self.below == block.below;
                for local in block.locals {
                    self.frames.remove(&local);
                }
                (self.below, self.goes_on) = (block.below, true);
                return ends_so;
            }
            Operator::BrIf { relative_depth }
            | Operator::BrOnNull { relative_depth }
            | Operator::BrOnNonNull { relative_depth }
            | Operator::BrOnCast { relative_depth, .. }
            | Operator::BrOnCastFail { relative_depth, .. } => return self.may_leave_to(*relative_depth),
            Operator::Br { relative_depth } => return self.leaves(|way| way.may_leave_to(*relative_depth)),
            Operator::BrTable { targets } => {
                return self.leaves(|way| {
                    let all = targets.targets().map(|target| target.unwrap_or(u32::MAX)).chain([targets.default()]);
                    all.into_iter().all(|target| way.may_leave_to(target))
                });
            }
            Operator::Return
            | Operator::ReturnCall { .. }
            | Operator::ReturnCallIndirect { .. }
            | Operator::ReturnCallRef { .. } => return self.leaves(|way| way.below == 0),
            // The caller does not go on.
            Operator::Unreachable | Operator::Throw { .. } | Operator::ThrowRef => self.goes_on = false,
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index }
                if self.assigned_once.contains(local_index) =>
            {
                self.assign(*local_index);
            }
            Operator::GlobalSet { global_index } if *global_index == self.global => match self.set_to() {
                Some(below) => self.below = below,
                None => return !self.goes_on,
            },
            _ => {}
        }
        true
    }

    fn leaves(&mut self, may: impl FnOnce(&Self) -> bool) -> bool {
        let may = !self.goes_on || may(self);
        self.goes_on = false;
        may
    }

    /// Whether the global is there as the code behind a label expects it.
    fn may_leave_to(&self, depth: u32) -> bool {
        let block = self.blocks.len().checked_sub(depth as usize + 1).and_then(|at| self.blocks.get(at));
        !self.goes_on || self.below == block.map_or(0, |block| block.below)
    }

    fn assign(&mut self, local: u32) {
        if let Some(below) = self.read_below().or_else(|| self.set_to()) {
            self.frames.insert(local, below);
            if let Some(block) = self.blocks.last_mut() {
                block.locals.push(local);
            }
        }
    }

    /// By how much the value on the stack is below what the global was at first, if it comes from the global.
    fn read_below(&self) -> Option<i64> {
        match &self.last {
            [_, _, Some(Operator::GlobalGet { global_index })] if *global_index == self.global => Some(self.below),
            [Some(Operator::GlobalGet { global_index }), Some(size), Some(change)] if *global_index == self.global => {
                changed(self.below, size, change)
            }
            _ => None,
        }
    }

    /// The same, if it comes from a local variable.
    fn set_to(&self) -> Option<i64> {
        match &self.last {
            [_, _, Some(Operator::LocalTee { local_index } | Operator::LocalGet { local_index })] => {
                self.frames.get(local_index).copied()
            }
            [Some(Operator::LocalGet { local_index }), Some(size), Some(change)] => {
                changed(*self.frames.get(local_index)?, size, change)
            }
            _ => None,
        }
    }
}

/// By how much a value is below, once a constant is subtracted or added.
fn changed(below: i64, size: &Operator, change: &Operator) -> Option<i64> {
    let size = match size {
        Operator::I32Const { value } => i64::from(*value),
        Operator::I64Const { value } => *value,
        _ => return None,
    };
    match change {
        Operator::I32Sub | Operator::I64Sub => Some(below.wrapping_add(size)),
        Operator::I32Add | Operator::I64Add => Some(below.wrapping_sub(size)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(body: &str) -> bool {
        let text = format!(
            "(module (global $g (mut i32) (i32.const 0)) (func $f (param $p i32) (local $a i32) (local $b i32) {body}) (func $other))"
        );
        let wasm = wat::parse_str(&text).expect(&text);
        sets_back(&Module::parse(&wasm).expect(&text), 0, 0).expect(&text)
    }

    const DOWN: &str = "(global.set $g (local.tee $a (i32.sub (global.get $g) (i32.const 16))))";
    const UP: &str = "(global.set $g (i32.add (local.get $a) (i32.const 16)))";

    #[test]
    fn what_is_set_back_on_every_way_is() {
        let bodies = [
            format!("{DOWN} (call $other) {UP}"),
            format!("{DOWN} (if (local.get $p) (then {UP} (return))) (call $other) {UP}"),
            format!("{DOWN} (block (br_if 0 (local.get $p)) (call $other)) {UP}"),
            format!("(if (local.get $p) (then {DOWN} (call $other) {UP}))"),
            format!("(loop {DOWN} {UP} (br_if 0 (local.get $p)))"),
            format!("{DOWN} (if (local.get $p) (then (unreachable))) {UP}"),
            "(local.set $a (global.get $g)) (global.set $g (local.tee $b (i32.sub (local.get $a) (i32.const 8)))) \
             (global.set $g (local.get $a))"
                .to_owned(),
        ];
        for body in bodies {
            assert!(back(&body), "{body}");
        }
    }

    #[test]
    fn what_may_stay_changed_is_not() {
        let bodies = [
            DOWN.to_owned(),
            format!("{DOWN} (local.set $b (global.get $g)) (global.set $g (local.get $b))"),
            format!("{DOWN} (if (local.get $p) (then (return))) {UP}"),
            format!("{DOWN} (if (local.get $p) (then {UP}))"),
            format!("(if (local.get $p) (then {DOWN}) (else {UP}))"),
            format!("(block {DOWN} (br_if 0 (local.get $p)) {UP})"),
            format!("(loop {DOWN} (br_if 0 (local.get $p)) {UP})"),
            format!("{DOWN} (br_if 0 (local.get $p)) {UP}"),
            "(if (local.get $p) (then (local.set $a (global.get $g)))) (global.set $g (local.get $a))".to_owned(),
            "(global.set $g (i32.const 7))".to_owned(),
        ];
        for body in bodies {
            assert!(!back(&body), "{body}");
        }
    }
}
