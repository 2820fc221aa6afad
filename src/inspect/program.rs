//! Programs: what runs their constructors before `main`, and what other exports have of it.

use std::collections::HashSet;

use wasmparser::Operator;

use super::body::does_nothing;
use super::callers::callers;
use super::flow::FlowStep;
use super::flow::always;
use super::guarded::GuardedProgram;
use super::guarded::guarded_program;
use super::indirect::can_call_nullary;
use super::wrapped::FoundWrapping;
use super::wrapped::Wrapped;
use super::wrapped::Wrapper;
use super::wrapped::wrapping;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::module::Module;

/// How the constructors of a program run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Program {
    /// It cannot be seen.
    Unseen,
    /// There are none.
    Nothing,
    /// `_start` calls their function, and so does every other export if lld wrapped them: before wasi-libc's `crt1-command.c`
    /// called it, that was the way. One of the wrappers is the function that is exported as `_start`.
    Runs(Wrapped),
    /// Something else in the module calls `_start`, too, or can.
    Called,
    /// Every export makes sure that they have run, `_start` as well.
    Guarded(GuardedProgram),
}

impl Program {
    /// How many exports beside `_start` run the constructors again, each time.
    pub fn reruns(&self) -> usize {
        match self {
            Self::Runs(wrapped) => wrapped.wrappers.len().saturating_sub(1),
            Self::Unseen | Self::Nothing | Self::Called | Self::Guarded(_) => 0,
        }
    }

    /// Whether its exports are known to make sure that the constructors have run.
    pub fn is_guarded(&self) -> bool {
        matches!(self, Self::Guarded(GuardedProgram { is_own: true, .. }))
    }
}

/// What is seen of the program that a function runs.
pub(super) fn program(module: &Module, start: u32, assume_wrapped: bool) -> Result<Program> {
    let guarded = guarded_program(module, start)?;
    if let Some(guarded) = guarded.filter(|guarded| guarded.is_own) {
        return Ok(Program::Guarded(guarded));
    }
    let seen = match wrapping(module, assume_wrapped)? {
        FoundWrapping::Certain(wrapped, _) if wrapped.wrappers.iter().any(|wrapper| wrapper.func == start) => {
            Program::Runs(wrapped)
        }
        FoundWrapping::Certain(..) => Program::Unseen,
        FoundWrapping::DtorsOnly(_) => Program::Nothing,
        FoundWrapping::Doubtful(_) | FoundWrapping::None => by_linker(module, start)?,
    };
    Ok(match (seen, guarded) {
        (Program::Runs(_), _) if is_called_by_module(module, start)? => Program::Called,
        (Program::Unseen, Some(guarded)) => Program::Guarded(guarded),
        (seen, _) => seen,
    })
}

/// Whether anything but a host calls a function, or can: it would find that the constructors have to be run by others now.
fn is_called_by_module(module: &Module, func: u32) -> Result<bool> {
    let called = callers(module, &[func])?.into_iter().next().unwrap_or_default();
    let is_called = module.start == Some(func) || !called.calls.is_empty();
    Ok(is_called || called.taken && can_call_nullary(module)?)
}

/// `_start` alone calls the linker's function, before it does anything else.
fn by_linker(module: &Module, start: u32) -> Result<Program> {
    let is_ctors = |func: &u32| module.names.function(*func) == Some(CALL_CTORS) && module.is_nullary(*func);
    let Some(ctors) = (module.imported_functions..module.function_count()).find(is_ctors) else {
        return Ok(Program::Unseen);
    };
    if does_nothing(module, ctors)? {
        return Ok(Program::Nothing);
    }
    let called = callers(module, &[ctors])?.into_iter().next().unwrap_or_default();
    let is_exported = module.exported_functions().any(|export| export.index == ctors);
    let is_elsewhere = called.taken || called.calls.len() != 1 || is_exported;
    if ctors == start || module.start == Some(ctors) || is_elsewhere {
        return Ok(Program::Unseen);
    }
    let Some(ctors_call) = always_first(module, start, ctors)? else {
        return Ok(Program::Unseen);
    };
    let wrapper = Wrapper { func: start, ctors_call, dtors_call: None, allocates: false };
    Ok(Program::Runs(Wrapped { ctors, dtors: None, wrappers: vec![wrapper], taken: Vec::new(), bindgen: None }))
}

/// Where a function calls another one, if it does nothing before that matters to it, and calls it on every way that does not trap:
/// what came before, like setting up threads or a stack, would come after it.
fn always_first(module: &Module, func: u32, callee: u32) -> Result<Option<usize>> {
    let mut steps = Vec::new();
    let mut before = Prologue::default();
    let mut first = None;
    for operator in module.operators(func) {
        let (operator, offset) = operator?;
        steps.extend(FlowStep::of(&operator));
        match operator {
            Operator::Call { function_index } if first.is_none() => first = Some((function_index, offset)),
            operator if first.is_none() && !before.allows(&operator) => return Ok(None),
            _ => {}
        }
    }
    let is_always = always(&steps).contains(&callee);
    Ok(first.filter(|(first, _)| is_always && *first == callee).map(|(_, offset)| offset))
}

/// What a program may do before it runs constructors: look at a flag of its own, and set that. wasi-libc's `crt1-command.c` traps
/// where it is started again.
#[derive(Default)]
struct Prologue {
    /// The addresses that it looked at.
    read: HashSet<u64>,
    /// The constants that the last two instructions gave, if they gave any.
    constants: [Option<u64>; 2],
}

impl Prologue {
    fn allows(&mut self, operator: &Operator) -> bool {
        let [second_to_last, last] = self.constants;
        let constant = match operator {
            Operator::I32Const { value } => Some(u64::from(*value as u32)),
            Operator::I64Const { value } => Some(*value as u64),
            _ => None,
        };
        self.constants = [last, constant];
        match operator {
            Operator::I32Store { memarg } | Operator::I32Store8 { memarg } => {
                let place =
                    second_to_last.filter(|_| last.is_some()).map(|address| address.wrapping_add(memarg.offset));
                place.is_some_and(|place| self.read.contains(&place))
            }
            Operator::I32Load { memarg } | Operator::I32Load8U { memarg } => {
                self.read.extend(last.map(|address| address.wrapping_add(memarg.offset)));
                true
            }
            Operator::Block { .. } | Operator::If { .. } | Operator::Else | Operator::End | Operator::Nop => true,
            Operator::Br { .. } | Operator::BrIf { .. } | Operator::Return | Operator::Unreachable => true,
            Operator::I32Const { .. } | Operator::I64Const { .. } | Operator::I32Eqz | Operator::Drop => true,
            Operator::LocalGet { .. } | Operator::LocalSet { .. } | Operator::LocalTee { .. } => true,
            Operator::GlobalGet { .. } => true,
            _ => false,
        }
    }
}
