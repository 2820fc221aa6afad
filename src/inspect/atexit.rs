//! The loop that runs what `atexit` and `__cxa_atexit` were given, as musl has it.
//!
//! `libc-top-half/musl/src/exit/atexit.c` keeps a list of blocks (`struct fl`), each with room for 32 functions and what they are
//! given, and how many places of the first block are taken. The loop goes through each block from its end, and then through the
//! next, which is full:
//!
//! ```wat
//! (loop $blocks
//!   (loop $places
//!     (call_indirect (param i32) (i32.load offset=132 …) (i32.load offset=4 …)) … (br_if $places …))
//!   (i32.store (i32.const slot) (i32.const 32))
//!   (i32.store (i32.const head) (local.tee $block (i32.load (local.get $block))))
//!   (br_if $blocks (local.get $block)))
//! ```
//!
//! A program's own queue may have a block's form, or be gone through from its end. It is not refilled.

use wasmparser::FuncType;
use wasmparser::Operator;
use wasmparser::ValType;

use super::access::loads;
use super::access::stores;
use super::flow::BlockKind;
use super::flow::FlowStep;
use crate::module::Module;

/// How many functions a block of the list has.
const PLACES: u64 = 32;

/// What is given to the functions lies behind the next block's address and the functions: 32-bit and 64-bit addresses, in bytes.
const GIVEN: [u64; 2] = [4 + PLACES * 4, 8 + PLACES * 8];

/// Whether a function has the loop, whatever else it does. The calls that it makes are not followed.
#[derive(Debug, Default)]
pub(super) struct HandlerLoop {
    /// The open blocks, outermost first. The function's own comes first.
    open: Vec<OpenBlock>,
    /// The two instructions before, without `local.tee`.
    before: [PassedBy; 2],
    /// It has the distance to what functions are given.
    has_given: bool,
    /// It has a loop that goes through blocks.
    has_loop: bool,
    /// It has blocks that are not followed.
    is_lost: bool,
}

/// A block of instructions.
#[derive(Debug, Clone, Copy, Default)]
struct OpenBlock {
    is_loop: bool,
    /// It calls handlers, in no loop of its own.
    calls: bool,
    /// A loop in it, that is done, has called handlers.
    is_behind: bool,
    /// What follows is said to be full.
    refills: bool,
    /// What follows is taken from what was gone through.
    moves_on: bool,
    /// It begins again.
    repeats: bool,
}

/// An instruction that was passed, as far as it tells what a store stores.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum PassedBy {
    #[default]
    Other,
    Const(u64),
    /// It loads what lies first at an address that is no constant.
    LoadsNext,
}

impl HandlerLoop {
    /// Goes on to the next instruction.
    pub fn pass(&mut self, module: &Module, operator: &Operator) {
        match FlowStep::of(operator) {
            Some(FlowStep::Open(kind)) => self.enter(kind),
            Some(FlowStep::End) => self.leave(),
            Some(FlowStep::Branch { depth, .. }) => self.branch(depth),
            Some(FlowStep::Unknown) => self.is_lost = true,
            _ => {}
        }
        if let Operator::CallIndirect { type_index, .. } = operator
            && module.type_at(*type_index).is_some_and(is_handler)
        {
            self.here().calls = true;
        }
        if stores(operator) {
            self.store();
        }
        self.has_given |= given(operator);
        self.remember(operator);
    }

    /// Whether it was met.
    pub fn is_met(&self) -> bool {
        self.has_given && self.has_loop && !self.is_lost
    }

    fn here(&mut self) -> &mut OpenBlock {
        if self.open.is_empty() {
            self.open.push(OpenBlock::default());
        }
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    fn enter(&mut self, kind: BlockKind) {
        let is_loop = kind == BlockKind::Loop;
        let is_behind = !is_loop && self.here().is_behind;
        self.open.push(OpenBlock { is_loop, is_behind, ..OpenBlock::default() });
    }

    fn leave(&mut self) {
        let Some(left) = self.open.pop() else { return };
        let around = self.here();
        if left.is_loop {
            around.is_behind |= left.calls;
            self.has_loop |= left.is_behind && left.refills && left.moves_on && left.repeats;
        } else {
            around.calls |= left.calls;
            around.is_behind |= left.is_behind;
            around.refills |= left.refills;
            around.moves_on |= left.moves_on;
        }
    }

    fn branch(&mut self, depth: u32) {
        let target = self.open.len().checked_sub(depth as usize + 1);
        if let Some(target) = target.and_then(|target| self.open.get_mut(target)) {
            target.repeats = true;
        }
    }

    fn store(&mut self) {
        let before = self.before;
        let here = self.here();
        if here.is_behind {
            here.refills |= matches!(before, [PassedBy::Const(_), PassedBy::Const(PLACES)]);
            here.moves_on |= before[1] == PassedBy::LoadsNext;
        }
    }

    fn remember(&mut self, operator: &Operator) {
        let now = match operator {
            Operator::LocalTee { .. } => return,
            Operator::I32Const { value } => PassedBy::Const(u64::from(*value as u32)),
            Operator::I64Const { value } => PassedBy::Const(*value as u64),
            operator if loads(operator).is_some_and(|memarg| memarg.offset == 0) => match self.before[1] {
                PassedBy::Const(_) => PassedBy::Other,
                PassedBy::Other | PassedBy::LoadsNext => PassedBy::LoadsNext,
            },
            _ => PassedBy::Other,
        };
        self.before = [self.before[1], now];
    }
}

/// Whether a function takes one address and gives nothing.
pub(super) fn is_handler(ty: &FuncType) -> bool {
    matches!((ty.params(), ty.results()), ([ValType::I32 | ValType::I64], []))
}

fn given(operator: &Operator) -> bool {
    let place = match operator {
        Operator::I32Const { value } => Some(u64::from(*value as u32)),
        Operator::I64Const { value } => Some(*value as u64),
        operator => loads(operator).map(|memarg| memarg.offset),
    };
    place.is_some_and(|place| GIVEN.contains(&place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_met(module: &Module, func: u32) -> bool {
        let mut seen = HandlerLoop::default();
        for operator in module.operators(func) {
            seen.pass(module, &operator.expect("an instruction").0);
        }
        seen.is_met()
    }

    #[test]
    fn libc_has_it_in_one_function() {
        for case in ["clang19/wrapped-atexit", "clang19/command-say", "wasm-opt/wrapped-named-dtors"] {
            let bytes = std::fs::read(format!("testdata/{case}.wasm")).expect("a case");
            let module = Module::parse(&bytes).expect("a module");
            let met: Vec<&str> = (0..module.function_count())
                .filter(|func| is_met(&module, *func))
                .map(|func| module.names.function(func).expect("a name"))
                .collect();
            assert_eq!(met, ["__funcs_on_exit"], "{case}");
        }
    }

    const PLACES_LOOP: &str = "(loop $places
        (call_indirect (type $handler) (i32.load offset=132 (local.get 0)) (i32.load offset=4 (local.get 0)))
        (br_if $places (i32.load (i32.const 8))))";
    const REFILLS: &str = "(i32.store (i32.const 8) (local.tee 1 (i32.const 32)))";
    const MOVES_ON: &str = "(i32.store (i32.const 12) (local.tee 0 (i32.load (local.get 0))))";

    fn has_loop(body: &str) -> bool {
        let text = format!(
            "(module (type $handler (func (param i32))) (memory 1) (table 1 funcref)
                (func (local i32 i32) {body}))"
        );
        let wasm = wat::parse_str(&text).expect(&text);
        is_met(&Module::parse(&wasm).expect("a module"), 0)
    }

    #[test]
    fn a_queue_that_is_not_refilled_is_none() {
        let list = format!("(loop $blocks (if (local.get 1) (then {PLACES_LOOP})) {REFILLS} {MOVES_ON} (br 0))");
        assert!(has_loop(&list), "{list}");
        for body in [
            PLACES_LOOP.to_owned(),
            format!("{PLACES_LOOP} {REFILLS} {MOVES_ON}"),
            format!("(loop {PLACES_LOOP} {REFILLS} {MOVES_ON})"),
            format!("(loop {REFILLS} {MOVES_ON} {PLACES_LOOP} (br 0))"),
            format!("(loop {PLACES_LOOP} {MOVES_ON} (br 0))"),
            format!("(loop {PLACES_LOOP} {REFILLS} (br 0))"),
            list.replace("(i32.const 32)", "(i32.const 16)"),
            list.replace("offset=132", "offset=68"),
            list.replace("(loop $places", "(block $places"),
            format!("(try_table) {list}"),
        ] {
            assert!(!has_loop(&body), "{body}");
        }
    }
}
