//! Programs: what runs their constructors before `main`, and what other exports have of it.

use wasmparser::Operator;

use super::body::does_nothing;
use super::callers::callers;
use super::flow::FlowStep;
use super::flow::always;
use super::guarded::guard_of_all;
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
    /// Every export makes sure that they have run, `_start` as well.
    Guarded {
        /// The function that runs them once; none if an optimiser has put it into the exports.
        once: Option<u32>,
    },
}

/// What is seen of the program that a function runs.
pub(super) fn program(module: &Module, start: u32) -> Result<Program> {
    if let Some(once) = guard_of_all(module)? {
        return Ok(Program::Guarded { once: once.func });
    }
    match wrapping(module)? {
        FoundWrapping::Certain(wrapped, _) if wrapped.wrappers.iter().any(|wrapper| wrapper.func == start) => {
            return Ok(Program::Runs(wrapped));
        }
        FoundWrapping::Certain(..) => return Ok(Program::Unseen),
        FoundWrapping::DtorsOnly(_) => return Ok(Program::Nothing),
        FoundWrapping::Doubtful(_) | FoundWrapping::None => {}
    }
    let is_ctors = |func: &u32| module.names.function(*func) == Some(CALL_CTORS) && module.is_nullary(*func);
    let Some(ctors) = (module.imported_functions..module.function_count()).find(is_ctors) else {
        return Ok(Program::Unseen);
    };
    if does_nothing(module, ctors)? {
        return Ok(Program::Nothing);
    }
    Ok(alone(module, start, ctors)?.map_or(Program::Unseen, Program::Runs))
}

/// `_start` alone calls the linker's function, before it calls anything else.
fn alone(module: &Module, start: u32, ctors: u32) -> Result<Option<Wrapped>> {
    if ctors == start || module.start == Some(ctors) {
        return Ok(None);
    }
    let called = callers(module, &[ctors, start])?;
    let [of_ctors, of_start] = called.as_slice() else {
        return Ok(None);
    };
    let is_exported = module.exported_functions().any(|export| export.index == ctors);
    if of_ctors.taken || of_ctors.calls.len() != 1 || is_exported {
        return Ok(None);
    }
    let Some(ctors_call) = always_first(module, start, ctors)? else {
        return Ok(None);
    };
    let wrapper = Wrapper { func: start, ctors_call, dtors_call: None, allocates: false };
    let taken = of_start.taken.then(|| module.function(start)).into_iter().collect();
    Ok(Some(Wrapped { ctors, dtors: None, wrappers: vec![wrapper], taken }))
}

/// Where a function calls another one, if it does so before it calls anything else, and on every way that does not trap: what
/// came before that, like setting up threads, would come after it.
fn always_first(module: &Module, func: u32, callee: u32) -> Result<Option<usize>> {
    let mut steps = Vec::new();
    let mut first = None;
    for operator in module.operators(func) {
        let (operator, offset) = operator?;
        steps.extend(FlowStep::of(&operator));
        match operator {
            Operator::Call { function_index } if first.is_none() => first = Some((function_index, offset)),
            Operator::CallIndirect { .. } | Operator::CallRef { .. } | Operator::Loop { .. } if first.is_none() => {
                return Ok(None);
            }
            _ => {}
        }
    }
    let is_always = always(&steps).contains(&callee);
    Ok(first.filter(|(first, _)| is_always && *first == callee).map(|(_, offset)| offset))
}
