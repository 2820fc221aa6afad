//! Guards with a global that says whether something has run, as this tool writes them and optimisers leave them.

use wasmparser::ExternalKind;
use wasmparser::Operator;
use wasmparser::TypeRef;

use super::body::opens_block;
use super::flow::BlockKind;
use super::flow::Branch;
use super::flow::FlowStep;
use super::flow::always;
use crate::constant::constant;
use crate::error::Result;
use crate::module::Module;

/// A guard at the beginning of a function: it goes on if a global is 0, and then sets it to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OnceGuard {
    /// The global.
    pub global: u32,
    /// What runs once by it.
    pub extent: Extent,
}

/// How much of a function runs once by its guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it, as it returns where the guard is set.
    Returns,
    /// All of it, as nothing follows.
    Everything,
    /// Its beginning. What follows runs each time.
    Beginning,
}

impl OnceGuard {
    /// Whether the function runs once.
    pub fn covers_all(self) -> bool {
        self.extent != Extent::Beginning
    }
}

/// The guard that a function begins with.
///
/// ```wat
/// (if (global.get $guard) (then return)) (global.set $guard (i32.const 1)) …
/// (if (i32.eqz (global.get $guard)) (then (global.set $guard (i32.const 1)) …)) …
/// (if (global.get $guard) (then) (else (global.set $guard (i32.const 1)) …)) …
/// (block (br_if 0 (global.get $guard)) (global.set $guard (i32.const 1)) …) …
/// (if (i32.eqz (global.get $guard)) (then (call $rest))) …   (func $rest (global.set $guard (i32.const 1)) …)
/// ```
///
/// The first is what this tool and AssemblyScript's `--exportStart` write, and walrus writes an empty `else` to it. binaryen
/// makes the others of it, and puts them into functions that call the first.
pub(super) fn guard(module: &Module, func: u32) -> Result<Option<OnceGuard>> {
    let operators = first_operators(module, func)?;
    let (is_block, rest) = match operators.as_slice() {
        [Operator::Block { .. }, rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let [Operator::GlobalGet { global_index: read }, rest @ ..] = rest else {
        return Ok(None);
    };
    let (not_yet, rest) = match rest {
        [Operator::If { .. }, Operator::Return, Operator::End, rest @ ..]
        | [Operator::If { .. }, Operator::Return, Operator::Else, Operator::End, rest @ ..] => (None, rest),
        [Operator::I32Eqz, Operator::If { .. }, rest @ ..] => (Some(NotYet::Then), rest),
        [Operator::If { .. }, Operator::Else, rest @ ..] => (Some(NotYet::Else), rest),
        [Operator::BrIf { relative_depth: 0 }, rest @ ..] if is_block => (Some(NotYet::Block), rest),
        _ => return Ok(None),
    };
    let set = match rest {
        [Operator::Call { function_index }, ..] => set_to_1(&first_operators(module, *function_index)?),
        rest => set_to_1(rest),
    };
    if set != Some(*read) {
        return Ok(None);
    }
    let extent = match not_yet {
        None => Extent::Returns,
        Some(not_yet) if does_nothing_else(module, func, not_yet)? => Extent::Everything,
        Some(_) => Extent::Beginning,
    };
    Ok(Some(OnceGuard { global: *read, extent }))
}

/// The global that is set to 1 before anything else.
fn set_to_1(operators: &[Operator]) -> Option<u32> {
    match operators {
        [Operator::I32Const { value: 1 }, Operator::GlobalSet { global_index }, ..] => Some(*global_index),
        _ => None,
    }
}

/// As many operators as a guard has; none of an imported function.
fn first_operators<'a>(module: &Module<'a>, func: u32) -> Result<Vec<Operator<'a>>> {
    const LONGEST: usize = 7;
    let mut operators = Vec::new();
    for operator in module.operators(func) {
        match operator?.0 {
            Operator::Nop => {}
            operator => operators.push(operator),
        }
        if operators.len() == LONGEST {
            break;
        }
    }
    Ok(operators)
}

/// Where a function goes on that has not run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NotYet {
    /// In the first block, which it else leaves.
    Block,
    /// In the first `if`.
    Then,
    /// In the `else` of the first `if`.
    Else,
}

/// Whether a function does nothing if it has run: nothing follows the guard's block or `if`, and nothing is in the other part of that.
fn does_nothing_else(module: &Module, func: u32, not_yet: NotYet) -> Result<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum At {
        Before,
        Guarded(usize),
        Otherwise(usize),
        Past,
    }
    let mut at = At::Before;
    let mut open = 0_usize;
    for operator in module.operators(func) {
        let operator = operator?.0;
        let is_idle = matches!(operator, Operator::End | Operator::Nop);
        if matches!(at, At::Otherwise(_) | At::Past) && !is_idle {
            return Ok(false);
        }
        if opens_block(&operator) {
            open += 1;
            let is_guards = matches!(operator, Operator::Block { .. }) == (not_yet == NotYet::Block);
            if at == At::Before && is_guards {
                at = At::Guarded(open);
            }
        }
        match (operator, at) {
            (Operator::Else, At::Guarded(depth)) if depth == open && not_yet == NotYet::Then => {
                at = At::Otherwise(open)
            }
            (Operator::End, _) => {
                if [At::Guarded(open), At::Otherwise(open)].contains(&at) {
                    at = At::Past;
                }
                open = open.saturating_sub(1);
            }
            _ => {}
        }
    }
    Ok(true)
}

/// The functions that one which runs once calls on every way the first time that it runs; nothing if it runs each time, or may
/// have been told that it ran.
pub(super) fn first_calls(module: &Module, func: u32) -> Result<Option<Vec<u32>>> {
    let Some(guard) = guard(module, func)?.filter(|guard| guard.covers_all()) else {
        return Ok(None);
    };
    let is_first = module.start.is_none_or(|start| start == func);
    if !is_first || !begins_as_0(module, guard.global) {
        return Ok(None);
    }
    let mut steps = Vec::new();
    for operator in module.operators(func) {
        steps.extend(FlowStep::of(&operator?.0));
    }
    let operators = first_operators(module, func)?;
    let is_otherwise = matches!(operators.as_slice(), [_, Operator::If { .. }, Operator::Else, ..]);
    Ok(past_guard(steps, is_otherwise).map(|steps| always(&steps)))
}

/// Whether a global is the module's own, and is 0 until the module sets it.
fn begins_as_0(module: &Module, global: u32) -> bool {
    let imported = module.imports.iter().filter(|import| matches!(import.ty, TypeRef::Global(_))).count();
    let is_exported = module.exports.iter().any(|it| it.kind == ExternalKind::Global && it.index == global);
    let place = (global as usize).checked_sub(imported).filter(|_| !is_exported);
    let own = place.and_then(|place| module.globals().nth(place));
    own.is_some_and(|own| constant(&own.init_expr) == Some(0))
}

/// What a function does whose guard lets it go on; that may be what its first `if` does otherwise.
fn past_guard(mut steps: Vec<FlowStep>, is_otherwise: bool) -> Option<Vec<FlowStep>> {
    match steps.as_slice() {
        [FlowStep::Open(BlockKind::If), FlowStep::Return, FlowStep::Else, FlowStep::End, ..] => drop(steps.drain(..4)),
        [FlowStep::Open(BlockKind::If), FlowStep::Return, FlowStep::End, ..] => drop(steps.drain(..3)),
        [FlowStep::Open(BlockKind::If), FlowStep::Else, ..] if is_otherwise => {
            steps.splice(..2, [FlowStep::Open(BlockKind::Plain)]);
        }
        [FlowStep::Open(BlockKind::Plain), FlowStep::Branch { depth: 0, kind: Branch::May }, ..] => {
            steps.remove(1);
        }
        [FlowStep::Open(BlockKind::If), ..] if !has_otherwise(&steps) => {
            steps.splice(..1, [FlowStep::Open(BlockKind::Plain)]);
        }
        _ => return None,
    }
    Some(steps)
}

/// Whether the `if` that comes first has an `else`.
fn has_otherwise(steps: &[FlowStep]) -> bool {
    let mut open = 0_usize;
    for step in steps {
        match step {
            FlowStep::Open(_) => open += 1,
            FlowStep::End => open = open.saturating_sub(1),
            FlowStep::Else if open == 1 => return true,
            _ => {}
        }
        if open == 0 {
            break;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard_of(body: &str) -> Option<OnceGuard> {
        let text = format!(
            "(module (global $a (mut i32) (i32.const 0)) (global $b (mut i32) (i32.const 0)) (func {body}) (func $work)
               (func $sets_b (global.set $b (i32.const 1)) (call $work)))"
        );
        let wasm = wat::parse_str(&text).expect(&text);
        guard(&Module::parse(&wasm).expect(&text), 0).expect(&text)
    }

    #[test]
    fn guards_of_all_shapes_are_seen() {
        for (body, extent) in [
            ("(if (global.get $b) (then (return))) (global.set $b (i32.const 1)) (call $work)", Extent::Returns),
            ("(if (global.get $b) (then (return)) (else)) (global.set $b (i32.const 1))", Extent::Returns),
            ("(if (i32.eqz (global.get $b)) (then (global.set $b (i32.const 1)))) (call $work)", Extent::Beginning),
            ("(if (i32.eqz (global.get $b)) (then (global.set $b (i32.const 1))))", Extent::Everything),
            ("(if (global.get $b) (then) (else (global.set $b (i32.const 1)) (block)))", Extent::Everything),
            ("(block (br_if 0 (global.get $b)) (global.set $b (i32.const 1))) (call $work)", Extent::Beginning),
            ("(block (br_if 0 (global.get $b)) (global.set $b (i32.const 1)) (loop))", Extent::Everything),
            ("(if (i32.eqz (global.get $b)) (then (call $sets_b))) (call $work)", Extent::Beginning),
            ("(if (i32.eqz (global.get $b)) (then (call $sets_b)))", Extent::Everything),
            ("(if (i32.eqz (global.get $b)) (then (call $sets_b)) (else (call $work)))", Extent::Beginning),
            ("(if (i32.eqz (global.get $b)) (then (call $sets_b)) (else (nop)))", Extent::Everything),
            ("(block (if (i32.eqz (global.get $b)) (then (call $sets_b))) (call $work))", Extent::Beginning),
            ("(block (if (i32.eqz (global.get $b)) (then (call $sets_b))))", Extent::Everything),
            (
                "(block (if (global.get $b) (then) (else (global.set $b (i32.const 1)))) (call $work))",
                Extent::Beginning,
            ),
            (
                "(block (if (global.get $b) (then (return))) (global.set $b (i32.const 1))) (call $work)",
                Extent::Returns,
            ),
        ] {
            assert_eq!(guard_of(body), Some(OnceGuard { global: 1, extent }), "{body}");
        }
    }

    #[test]
    fn what_looks_otherwise_is_none() {
        for body in [
            "",
            "(call $work)",
            "(if (global.get $b) (then (global.set $b (i32.const 1)) (call $work)))",
            "(if (global.get $b) (then (return))) (global.set $a (i32.const 1)) (call $work)",
            "(if (global.get $b) (then (return))) (global.set $b (i32.const 0)) (call $work)",
            "(if (i32.eqz (global.get $b)) (then (call $work))) (global.set $b (i32.const 1))",
            "(if (i32.eqz (global.get $a)) (then (call $sets_b))) (call $work)",
            "(if (global.get $b) (then (call $sets_b))) (call $work)",
            "(block (br_if 0 (i32.eqz (global.get $b))) (global.set $b (i32.const 1)) (call $work))",
        ] {
            assert_eq!(guard_of(body), None, "{body}");
        }
    }

    fn first_calls_of(module: &str) -> Option<Vec<u32>> {
        let wasm = wat::parse_str(module).expect(module);
        first_calls(&Module::parse(&wasm).expect(module), 0).expect(module)
    }

    #[test]
    fn the_first_time_it_does_its_work() {
        for (body, calls) in [
            ("(if (global.get $b) (then (return))) (global.set $b (i32.const 1)) (call $work)", Some(vec![1])),
            ("(if (global.get $b) (then (return)) (else)) (global.set $b (i32.const 1)) (call $work)", Some(vec![1])),
            ("(if (i32.eqz (global.get $b)) (then (global.set $b (i32.const 1)) (call $work)))", Some(vec![1])),
            ("(if (i32.eqz (global.get $b)) (then (call $sets_b)))", Some(vec![2])),
            ("(if (i32.eqz (global.get $b)) (then (global.set $b (i32.const 1))) (else (call $work)))", None),
            ("(if (global.get $b) (then) (else (global.set $b (i32.const 1)) (call $work)))", Some(vec![1])),
            ("(block (br_if 0 (global.get $b)) (global.set $b (i32.const 1)) (call $work))", Some(vec![1])),
            ("(if (i32.eqz (global.get $b)) (then (global.set $b (i32.const 1)))) (call $work)", None),
            (
                "(if (global.get $b) (then (return))) (global.set $b (i32.const 1)) (if (global.get $a) (then (call $work)))",
                Some(vec![]),
            ),
        ] {
            let text = format!(
                "(module (global $a (mut i32) (i32.const 0)) (global $b (mut i32) (i32.const 0)) (func {body}) (func $work)
                   (func $sets_b (global.set $b (i32.const 1)) (call $work)))"
            );
            assert_eq!(first_calls_of(&text), calls, "{body}");
        }
    }

    #[test]
    fn what_may_have_been_told_that_it_ran_is_left() {
        for (global, more) in [
            ("(global $b (mut i32) (i32.const 1))", ""),
            ("(global $b (export \"b\") (mut i32) (i32.const 0))", ""),
            ("(global $b (import \"env\" \"b\") (mut i32))", ""),
            ("(global $b (mut i32) (i32.const 0))", "(start $work)"),
        ] {
            let text = format!(
                "(module {global} (func (if (global.get $b) (then (return))) (global.set $b (i32.const 1)) (call $work))
                   (func $work) {more})"
            );
            assert_eq!(first_calls_of(&text), None, "{text}");
        }
    }
}
