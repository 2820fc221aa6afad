//! The calls that a function makes on every way through it, but for ways that end in a trap.
//!
//! Compilers put traps where they check something: `(br_if $overflow …) … (return)`, and behind the block an `abort` and
//! `unreachable`. Who gets there gets nowhere, so that is no way around the rest.

use wasmparser::Operator;

/// What steers the way through a body, and the calls on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FlowStep {
    Open(BlockKind),
    Else,
    End,
    /// To the end of a block, or back to the beginning of a loop.
    Branch {
        depth: u32,
        kind: Branch,
    },
    Return,
    Trap,
    /// A direct call.
    Call(u32),
    /// One that is the last thing to be done.
    ReturnCall(u32),
    /// Something that is not followed.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Plain,
    Loop,
    If,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Branch {
    /// Taken in any case.
    Certain,
    /// Taken, or not.
    May,
    /// One of several, none of them further out.
    Table,
}

impl FlowStep {
    /// What an instruction is of this, if anything.
    pub fn of(operator: &Operator) -> Option<Self> {
        Some(match operator {
            Operator::Block { .. } => Self::Open(BlockKind::Plain),
            Operator::Loop { .. } => Self::Open(BlockKind::Loop),
            Operator::If { .. } => Self::Open(BlockKind::If),
            Operator::Else => Self::Else,
            Operator::End => Self::End,
            Operator::Br { relative_depth } => Self::Branch { depth: *relative_depth, kind: Branch::Certain },
            Operator::BrIf { relative_depth }
            | Operator::BrOnNull { relative_depth }
            | Operator::BrOnNonNull { relative_depth }
            | Operator::BrOnCast { relative_depth, .. }
            | Operator::BrOnCastFail { relative_depth, .. }
            | Operator::BrOnCastDescEq { relative_depth, .. }
            | Operator::BrOnCastDescEqFail { relative_depth, .. } => {
                Self::Branch { depth: *relative_depth, kind: Branch::May }
            }
            Operator::BrTable { targets } => {
                let outermost = targets.targets().flatten().chain([targets.default()]).max();
                Self::Branch { depth: outermost?, kind: Branch::Table }
            }
            Operator::Unreachable => Self::Trap,
            Operator::Return | Operator::ReturnCallIndirect { .. } | Operator::ReturnCallRef { .. } => Self::Return,
            Operator::Call { function_index } => Self::Call(*function_index),
            Operator::ReturnCall { function_index } => Self::ReturnCall(*function_index),
            Operator::Try { .. }
            | Operator::TryTable { .. }
            | Operator::Catch { .. }
            | Operator::CatchAll
            | Operator::Delegate { .. }
            | Operator::Throw { .. }
            | Operator::ThrowRef
            | Operator::Rethrow { .. }
            | Operator::Resume { .. }
            | Operator::ResumeThrow { .. }
            | Operator::ResumeThrowRef { .. }
            | Operator::Suspend { .. }
            | Operator::Switch { .. } => Self::Unknown,
            _ => return None,
        })
    }
}

/// The functions that are called on every way that does not end in a trap.
pub(super) fn always(steps: &[FlowStep]) -> Vec<u32> {
    let known = steps.iter().position(|step| *step == FlowStep::Unknown).unwrap_or(steps.len());
    // Behind what is not followed, nothing is known, so that no way is known to end in a trap.
    let doomed = if known == steps.len() { doomed(steps) } else { vec![Doomed::default(); steps.len()] };
    let mut way = Way::default();
    let steps = steps.iter().zip(&doomed).take(known);
    steps.filter_map(|(step, doomed)| way.pass(*step, *doomed)).collect()
}

/// Of a block, which ways end in a trap whatever comes.
#[derive(Debug, Clone, Copy, Default)]
struct Doomed {
    /// What comes after its end.
    after: bool,
    /// Its beginning; of an `if`, if the condition is true.
    inside: bool,
    /// Of an `if`, what comes if the condition is false.
    otherwise: bool,
}

/// For each step that opens a block. It goes from the end to the beginning.
fn doomed(steps: &[FlowStep]) -> Vec<Doomed> {
    let loops = ends_of_loops(steps);
    let mut found = vec![Doomed::default(); steps.len()];
    let mut open: Vec<(bool, Doomed)> = Vec::new();
    let mut here = false;
    for (at, step) in steps.iter().enumerate().rev() {
        match *step {
            FlowStep::End => {
                open.push((loops[at], Doomed { after: here, inside: here, otherwise: here }));
            }
            FlowStep::Else => {
                if let Some((_, block)) = open.last_mut() {
                    block.otherwise = here;
                    here = block.after;
                }
            }
            FlowStep::Open(kind) => {
                let (_, block) = open.pop().unwrap_or_default();
                found[at] = Doomed { inside: here, ..block };
                here = if kind == BlockKind::If { here && block.otherwise } else { here };
            }
            FlowStep::Branch { depth, kind } => {
                let target = open.len().checked_sub(depth as usize + 1).and_then(|target| open.get(target));
                let there = target.is_some_and(|(is_loop, block)| !is_loop && block.after);
                here = match kind {
                    Branch::Certain => there,
                    Branch::May => here && there,
                    Branch::Table => false,
                };
            }
            FlowStep::Trap => here = true,
            FlowStep::Return | FlowStep::ReturnCall(_) | FlowStep::Unknown => here = false,
            FlowStep::Call(_) => {}
        }
    }
    found
}

/// For each step, whether it is the end of a loop.
fn ends_of_loops(steps: &[FlowStep]) -> Vec<bool> {
    let mut open = Vec::new();
    let is_end = |step: &FlowStep| match step {
        FlowStep::Open(kind) => {
            open.push(*kind == BlockKind::Loop);
            false
        }
        FlowStep::End => open.pop().unwrap_or_default(),
        _ => false,
    };
    steps.iter().map(is_end).collect()
}

/// The way through a body, and whether all ways lead there.
#[derive(Default)]
struct Way {
    /// The open blocks, outermost first.
    blocks: Vec<(BlockKind, Doomed)>,
    /// The outermost open block from which on not all ways lead.
    doubtful: Option<usize>,
    /// Whether some ways have returned already.
    returned: bool,
}

impl Way {
    /// Goes past a step. Gives the function that it calls, if all ways lead there.
    fn pass(&mut self, step: FlowStep, doomed: Doomed) -> Option<u32> {
        match step {
            FlowStep::Call(callee) => return self.is_certain().then_some(callee),
            FlowStep::ReturnCall(callee) => {
                let is_certain = self.is_certain();
                self.returned = true;
                return is_certain.then_some(callee);
            }
            FlowStep::Open(kind) => {
                if kind == BlockKind::If && !doomed.otherwise {
                    self.doubt(self.blocks.len());
                }
                self.blocks.push((kind, doomed));
            }
            FlowStep::Else => {
                let block = self.blocks.len().saturating_sub(1);
                self.doubtful = self.doubtful.filter(|doubtful| *doubtful < block);
                if !self.blocks.last().is_some_and(|(_, doomed)| doomed.inside) {
                    self.doubt(block);
                }
            }
            FlowStep::End => {
                self.blocks.pop();
                self.doubtful = self.doubtful.filter(|block| *block < self.blocks.len());
            }
            FlowStep::Branch { depth, kind } => self.branch(depth, kind),
            FlowStep::Trap => self.leave(),
            FlowStep::Return | FlowStep::Unknown => self.returned = true,
        }
        None
    }

    fn is_certain(&self) -> bool {
        !self.returned && self.doubtful.is_none()
    }

    /// A branch, behind which what comes in the blocks that it leaves is not on every way. One that only may be taken, back to the
    /// beginning of a loop, comes by again.
    fn branch(&mut self, depth: u32, kind: Branch) {
        let target = self.blocks.len().checked_sub(depth as usize + 1);
        match target.and_then(|target| Some((target, *self.blocks.get(target)?))) {
            None => self.returned = true,
            Some((_, (block, doomed))) if kind == Branch::May && block != BlockKind::Loop && doomed.after => {}
            Some((target, (BlockKind::Loop, _))) if kind == Branch::May => {
                if target + 1 < self.blocks.len() {
                    self.doubt(target + 1);
                }
            }
            Some((target, _)) => self.doubt(target),
        }
    }

    /// What follows in the same block is not reached.
    fn leave(&mut self) {
        match self.blocks.len().checked_sub(1) {
            Some(block) => self.doubt(block),
            None => self.returned = true,
        }
    }

    fn doubt(&mut self, block: usize) {
        self.doubtful = Some(self.doubtful.map_or(block, |doubtful| doubtful.min(block)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmparser::Parser;
    use wasmparser::Payload;

    /// Whether all ways lead to each `call` of a body, in order.
    fn calls(body: &str) -> Vec<bool> {
        let text = format!("(module (func $f) (func (param i32) {body}))");
        let wasm = wat::parse_str(&text).expect(&text);
        let bodies = Parser::new(0).parse_all(&wasm).filter_map(|payload| match payload.expect("a module") {
            Payload::CodeSectionEntry(body) => Some(body),
            _ => None,
        });
        let body = bodies.last().expect("a body");
        let operators = body.get_operators_reader().expect("code").into_iter();
        let mut steps: Vec<FlowStep> = operators.filter_map(|it| FlowStep::of(&it.expect("an instruction"))).collect();
        // To tell the calls apart.
        let mut count = 0;
        for step in &mut steps {
            if let FlowStep::Call(callee) | FlowStep::ReturnCall(callee) = step {
                (*callee, count) = (count, count + 1);
            }
        }
        let always: Vec<u32> = always(&steps);
        (0..count).map(|call| always.contains(&call)).collect()
    }

    #[test]
    fn straight_code_is_always_run() {
        assert_eq!(calls("(call $f) (nop) (call $f)"), [true, true]);
        assert_eq!(calls("(block (call $f)) (loop (call $f)) (call $f)"), [true, true, true]);
        assert_eq!(calls("(call $f) (return_call $f)"), [true, true]);
    }

    #[test]
    fn what_a_condition_decides_is_not() {
        let body = "(if (local.get 0) (then (call $f)) (else (call $f))) (call $f)";
        assert_eq!(calls(body), [false, false, true]);
        assert_eq!(calls("(if (local.get 0) (then (block (call $f)) (call $f))) (call $f)"), [false, false, true]);
    }

    #[test]
    fn a_branch_leaves_blocks_early() {
        let body = "(block (call $f) (br_if 0 (local.get 0)) (call $f)) (call $f)";
        assert_eq!(calls(body), [true, false, true]);
        let body = "(block (block (br_if 1 (local.get 0)) (call $f)) (call $f)) (call $f)";
        assert_eq!(calls(body), [false, false, true]);
        let body = "(block (block (br_table 0 1 0 (local.get 0))) (call $f)) (call $f)";
        assert_eq!(calls(body), [false, true]);
        let body = "(block (if (local.get 0) (then (br 1))) (call $f)) (call $f)";
        assert_eq!(calls(body), [false, true]);
        assert_eq!(calls("(block (br 0) (call $f)) (call $f)"), [false, true]);
    }

    #[test]
    fn a_return_ends_all_certainty() {
        assert_eq!(calls("(if (local.get 0) (then (return))) (call $f)"), [false]);
        assert_eq!(calls("(block (br_if 1 (local.get 0))) (call $f)"), [false]);
        assert_eq!(calls("(if (local.get 0) (then (return_call $f))) (call $f)"), [false, false]);
    }

    #[test]
    fn a_loop_comes_by_again() {
        assert_eq!(calls("(loop (br_if 0 (local.get 0)) (call $f)) (call $f)"), [true, true]);
        assert_eq!(calls("(loop (block (br_if 1 (local.get 0)) (call $f)) (call $f)) (call $f)"), [false, true, true]);
        assert_eq!(calls("(loop (call $f) (br 0)) (call $f)"), [true, true]);
        assert_eq!(calls("(block (loop (br_if 1 (local.get 0)) (call $f) (br 0))) (call $f)"), [false, true]);
    }

    #[test]
    fn what_traps_does_not_go_on() {
        assert_eq!(calls("(if (local.get 0) (then (unreachable) (call $f))) (call $f)"), [false, true]);
        assert_eq!(calls("(unreachable) (call $f)"), [false]);
    }

    #[test]
    fn what_ends_in_a_trap_is_no_way_around() {
        // As AssemblyScript checks its stack.
        let body = "(block (br_if 0 (local.get 0)) (call $f) (return)) (call $f) (unreachable)";
        assert_eq!(calls(body), [true, false]);
        let body = "(block (block (br_if 1 (local.get 0)) (call $f)) (call $f) (return)) (unreachable)";
        assert_eq!(calls(body), [true, true]);
        assert_eq!(calls("(if (local.get 0) (then (call $f)) (else (unreachable))) (call $f)"), [true, true]);
        assert_eq!(calls("(if (local.get 0) (then (unreachable)) (else (call $f))) (call $f)"), [true, true]);
        assert_eq!(calls("(if (local.get 0) (then (call $f) (return))) (unreachable)"), [true]);
        let body = "(if (local.get 0) (then (if (local.get 0) (then (unreachable)))) (else (call $f)))";
        assert_eq!(calls(body), [false]);
        let body = "(block (br_if 0 (local.get 0)) (call $f) (return)) (if (local.get 0) (then (unreachable)))";
        assert_eq!(calls(body), [false]);
    }

    /// An instruction that branches has one of these fields, and is known here.
    #[test]
    fn every_branch_is_known() {
        macro_rules! names {
            ($( @$proposal:ident $op:ident $({ $($field:ident: $ty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
                [$( (stringify!($op), &[$($(stringify!($field)),*)?][..]) ),*]
            };
        }
        let known = [
            "Br",
            "BrIf",
            "BrTable",
            "BrOnNull",
            "BrOnNonNull",
            "BrOnCast",
            "BrOnCastFail",
            "BrOnCastDescEq",
            "BrOnCastDescEqFail",
            "Delegate",
            "Rethrow",
        ];
        let branches: Vec<(&str, &[&str])> = wasmparser::for_each_operator!(names).into();
        for (name, fields) in branches {
            let is_branch = fields.contains(&"relative_depth") || fields.contains(&"targets");
            assert_eq!(is_branch, known.contains(&name), "{name} {fields:?}");
        }
    }

    #[test]
    fn nothing_is_known_behind_exceptions() {
        assert_eq!(calls("(call $f) (try_table (call $f)) (call $f)"), [true, false, false]);
        assert_eq!(calls("(block (br_if 0 (local.get 0)) (call $f) (return)) (return_call $f)"), [false, false]);
    }
}
