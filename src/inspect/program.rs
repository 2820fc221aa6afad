//! Programs: what runs their constructors before `main`, and what other exports have of it.

use wasmparser::Operator;

use super::body::calls_alone;
use super::body::does_nothing;
use super::callers::callers;
use super::flow::FlowStep;
use super::flow::always;
use super::guarded::GuardedProgram;
use super::guarded::guarded_program;
use super::indirect::can_call_nullary;
use super::mark::marked;
use super::prologue::Prologue;
use super::prologue::sets_up;
use super::wrapped::DroppedCall;
use super::wrapped::FoundWrapping;
use super::wrapped::Wrapped;
use super::wrapped::Wrapper;
use super::wrapped::wrapping;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::module::Module;

/// More calls than a crt makes before the constructors.
const MOST_SET_UP: usize = 8;

/// How the constructors of a program run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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
    /// The start section calls this function, which runs them, and nothing else does.
    Started(u32),
}

impl Program {
    /// How many exports beside `_start` run the constructors again, each time.
    pub fn reruns(&self) -> usize {
        match self {
            Self::Runs(wrapped) => wrapped.wrappers.len().saturating_sub(1),
            Self::Unseen | Self::Nothing | Self::Called | Self::Guarded(_) | Self::Started(_) => 0,
        }
    }

    /// The same, where a host has a table from now on, and can call what that holds.
    pub(super) fn with_shared_table(&mut self, module: &Module, start: u32) -> Result<()> {
        let is_taken = || Ok::<_, Error>(callers(module, &[start])?.iter().any(|callers| callers.taken));
        if matches!(self, Self::Runs(_) | Self::Started(_)) && is_taken()? {
            *self = Self::Called;
        }
        Ok(())
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
    if let Some(ctors) = started(module)?
        && !is_called_by_module(module, start)?
    {
        return Ok(Program::Started(ctors));
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

/// The linker's function, if the start section runs it, perhaps with others, and nothing else does.
fn started(module: &Module) -> Result<Option<u32>> {
    let Some(start) = module.start else {
        return Ok(None);
    };
    let is_ctors = |func: &u32| module.names.function(*func) == Some(CALL_CTORS);
    // The first instance on a kept memory runs them, or each one does.
    let runner = marked(module, start)?.and_then(|marked| marked.to).unwrap_or(start);
    let calls = calls_alone(module, runner)?.unwrap_or_default();
    let found = [start, runner].into_iter().chain(calls.iter().map(|call| call.callee)).find(is_ctors);
    let Some(ctors) = found.filter(|func| *func >= module.imported_functions) else {
        return Ok(None);
    };
    let called = callers(module, &[ctors])?.into_iter().next().unwrap_or_default();
    let is_only =
        !called.taken && called.calls.iter().all(|caller| [start, runner].contains(caller)) && called.calls.len() <= 1;
    Ok(found.filter(|_| is_only))
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
    let Some(FirstCall { offset, sets_up }) = always_first(module, start, ctors)? else {
        return Ok(Program::Unseen);
    };
    let wrapper = Wrapper { func: start, ctors_call: offset, dtors_call: None, allocates: false };
    Ok(Program::Runs(Wrapped {
        ctors,
        dtors: None,
        wrappers: vec![wrapper],
        taken: Vec::new(),
        sets_up,
        bindgen: None,
    }))
}

/// A call, and what sets up libc before it.
struct FirstCall {
    offset: usize,
    sets_up: Vec<DroppedCall>,
}

/// Where a function calls another one, if it does nothing before that matters to it but to set up libc, and calls it on every way that
/// does not trap: what came before, like setting up a stack, would come after it.
fn always_first(module: &Module, func: u32, callee: u32) -> Result<Option<FirstCall>> {
    let mut steps = Vec::new();
    let mut before = Prologue::of(module);
    let mut sets_up = Vec::new();
    let mut first = None;
    for operator in module.operators(func) {
        let (operator, offset) = operator?;
        steps.extend(FlowStep::of(&operator));
        match operator {
            _ if first.is_some() => {}
            Operator::Call { function_index } if function_index == callee => first = Some(offset),
            Operator::Call { function_index } => match self::sets_up(module, func, function_index, offset)? {
                Some(call) if sets_up.len() < MOST_SET_UP => sets_up.push(call),
                _ => return Ok(None),
            },
            operator if !before.allows(&operator) => return Ok(None),
            _ => {}
        }
    }
    let always = always(&steps);
    let is_always = sets_up.iter().map(|call| call.callee).chain([callee]).all(|callee| always.contains(&callee));
    Ok(first.filter(|_| is_always).map(|offset| FirstCall { offset, sets_up }))
}
