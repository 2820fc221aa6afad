//! Shapes of function bodies that linkers and toolchains emit.

use std::collections::HashSet;

use wasmparser::FuncType;
use wasmparser::Operator;

use super::access::loads;
use crate::error::Result;
use crate::module::Module;

/// A call of a `() -> ()` function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The function called.
    pub callee: u32,
    /// Where the instruction lies, in bytes from the start of the file.
    pub offset: usize,
}

/// The call that a function begins with, if it calls a `() -> ()` function before it does anything else.
pub(crate) fn leading_call(module: &Module, func: u32) -> Result<Option<Call>> {
    for operator in module.operators(func) {
        match operator? {
            (Operator::Nop, _) => {}
            (Operator::Call { function_index: callee }, offset) if module.is_nullary(callee) => {
                return Ok(Some(Call { callee, offset }));
            }
            _ => break,
        }
    }
    Ok(None)
}

/// How a function ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tail {
    /// With these calls of `() -> ()` functions, the last one last: followed by nothing but each other and the handing
    /// over of results, and at most in plain blocks, which an optimiser puts around inlined code.
    Calls(Vec<Call>),
    /// Not at all: its end cannot be reached.
    Never,
}

/// Code that cannot be reached, up to the end of the block that it is in.
#[derive(Clone, Copy)]
struct Dead {
    /// How many blocks are open around it.
    depth: usize,
    /// Whether what comes before it never returns.
    never: bool,
}

/// How a function ends, as far as the code says that can be reached.
pub(crate) fn tail(module: &Module, func: u32) -> Result<Tail> {
    let mut calls = Vec::new();
    // Whether each open block is a plain one.
    let mut blocks: Vec<bool> = Vec::new();
    let mut dead: Option<Dead> = None;
    for operator in module.operators(func) {
        let (operator, offset) = operator?;
        let depth = blocks.len();
        match operator {
            Operator::End | Operator::Delegate { .. } => {
                if blocks.pop() == Some(false) {
                    calls.clear();
                }
                dead = dead.filter(|dead| depth == 0 || dead.depth < depth);
            }
            Operator::Else | Operator::Catch { .. } | Operator::CatchAll => {
                calls.clear();
                dead = dead.filter(|dead| dead.depth < depth);
            }
            operator if opens_block(&operator) => {
                if dead.is_none() {
                    calls.clear();
                }
                blocks.push(matches!(operator, Operator::Block { .. }));
            }
            _ if dead.is_some() => {}
            Operator::Nop | Operator::LocalGet { .. } => {}
            Operator::Call { function_index: callee }
                if blocks.iter().all(|plain| *plain) && module.is_nullary(callee) =>
            {
                calls.push(Call { callee, offset });
            }
            Operator::Return => dead = Some(Dead { depth, never: false }),
            operator => {
                calls.clear();
                dead = ends_block(&operator).map(|never| Dead { depth, never });
            }
        }
    }
    Ok(match dead {
        Some(Dead { never: true, .. }) => Tail::Never,
        _ => Tail::Calls(calls),
    })
}

/// Whether an instruction ends the block that it is in, and if so, whether nothing ever goes on after it.
fn ends_block(operator: &Operator) -> Option<bool> {
    match operator {
        Operator::Unreachable | Operator::Throw { .. } | Operator::ThrowRef | Operator::Rethrow { .. } => Some(true),
        Operator::Br { .. }
        | Operator::BrTable { .. }
        | Operator::ReturnCall { .. }
        | Operator::ReturnCallIndirect { .. }
        | Operator::ReturnCallRef { .. } => Some(false),
        _ => None,
    }
}

pub(super) fn opens_block(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::Try { .. }
            | Operator::TryTable { .. }
    )
}

/// Whether running a function changes nothing: its body is empty, or calls only functions of that kind.
pub(crate) fn does_nothing(module: &Module, func: u32) -> Result<bool> {
    // Deeper than any crt's chain of empty functions, and a bound for functions that call themselves.
    const DEPTH: usize = 8;
    fn walk(module: &Module, func: u32, depth: usize, known: &mut HashSet<u32>) -> Result<bool> {
        if known.contains(&func) {
            return Ok(true);
        }
        if func < module.imported_functions || depth == 0 {
            return Ok(false);
        }
        for operator in module.operators(func) {
            match operator?.0 {
                Operator::Nop | Operator::End | Operator::Return => {}
                Operator::Call { function_index } if walk(module, function_index, depth - 1, known)? => {}
                _ => return Ok(false),
            }
        }
        known.insert(func);
        Ok(true)
    }
    walk(module, func, DEPTH, &mut HashSet::new())
}

/// What a function calls that does nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HandsOver {
    /// First.
    pub first: u32,
    /// Then, with all that it was given.
    pub target: u32,
}

/// The function that another one calls before it hands over to a third, of its own type, if it does nothing else. This tool's
/// `lazy` makes exports like that, and so does lld where there are no destructors:
///
/// ```wat
/// (func (param …) (result …) (call $init) (call $function (local.get 0) …))
/// ```
pub(crate) fn hands_over(module: &Module, func: u32) -> Result<Option<HandsOver>> {
    let mut calls = Vec::new();
    for operator in module.operators(func) {
        match operator?.0 {
            Operator::Call { function_index } => calls.push(function_index),
            Operator::LocalGet { .. } | Operator::End | Operator::Nop => {}
            _ => return Ok(None),
        }
    }
    Ok(match calls.as_slice() {
        [first, target] if module.function_type(*target) == module.function_type(func) => {
            Some(HandsOver { first: *first, target: *target })
        }
        _ => None,
    })
}

/// Whether the last instruction of a function gives its result, and is one that an optimiser moves behind nothing that changes something:
/// a call of an import, or a load in a function that changes no globals, which loads could pass by.
pub(crate) fn ends_with_work(module: &Module, func: u32) -> Result<bool> {
    let (mut last, mut ends, mut sets) = (None, None, false);
    for operator in module.operators(func) {
        let operator = operator?.0;
        // The end of the function comes behind it.
        ends = last.filter(|_| matches!(operator, Operator::End));
        sets |= matches!(operator, Operator::GlobalSet { .. });
        last = match operator {
            Operator::Call { function_index } if function_index < module.imported_functions => {
                gives(module.function_type(function_index)).then_some(LastStep::Import)
            }
            operator => loads(&operator).map(|_| LastStep::Load),
        };
    }
    let works = match ends {
        Some(LastStep::Import) => true,
        Some(LastStep::Load) => !sets,
        None => false,
    };
    Ok(works && gives(module.function_type(func)))
}

#[derive(Clone, Copy)]
enum LastStep {
    Import,
    Load,
}

fn gives(ty: Option<&FuncType>) -> bool {
    ty.is_some_and(|ty| !ty.results().is_empty())
}

/// Whether a function calls functions that take nothing, and does nothing else; what they give is dropped. lld's function for all
/// constructors is like that.
pub(crate) fn calls_and_drops(module: &Module, func: u32) -> Result<bool> {
    let mut calls = 0;
    for operator in module.operators(func) {
        match operator?.0 {
            Operator::Call { function_index } => {
                calls += 1;
                if !module.function_type(function_index).is_some_and(|ty| ty.params().is_empty()) {
                    return Ok(false);
                }
            }
            Operator::Drop | Operator::End | Operator::Nop => {}
            _ => return Ok(false),
        }
    }
    Ok(calls > 0)
}

/// Whether a function is a wrapper as lld writes it, and no optimiser has put anything into it. binaryen keeps what the
/// function gives in a local:
///
/// ```wat
/// (func (param …) (result …) (call $ctors) (call $function (local.get 0) …) (call $dtors))
/// ```
pub(crate) fn is_wrapper(module: &Module, func: u32, ctors: u32, dtors: Option<u32>) -> Result<bool> {
    let target = match (calls_and_moves(module, func)?.as_deref(), dtors) {
        (Some([first, target]), None) if *first == ctors => *target,
        (Some([first, target, last]), Some(dtors)) if *first == ctors && *last == dtors => *target,
        _ => return Ok(false),
    };
    Ok(module.function_type(target) == module.function_type(func))
}

/// Whether a function is a wrapper as lld writes it where there are no constructors.
pub(crate) fn is_wrapper_for_dtors(module: &Module, func: u32, dtors: u32) -> Result<bool> {
    Ok(match calls_and_moves(module, func)?.as_deref() {
        Some([target, last]) => *last == dtors && module.function_type(*target) == module.function_type(func),
        _ => false,
    })
}

/// What a function calls that does nothing but to call, and to move values.
fn calls_and_moves(module: &Module, func: u32) -> Result<Option<Vec<u32>>> {
    let mut calls = Vec::new();
    for operator in module.operators(func) {
        match operator?.0 {
            Operator::Call { function_index } => calls.push(function_index),
            Operator::LocalGet { .. } | Operator::LocalSet { .. } | Operator::Block { .. } => {}
            Operator::End | Operator::Nop => {}
            _ => return Ok(None),
        }
    }
    Ok(Some(calls))
}

/// The calls of `() -> ()` functions that a function consists of, if it does nothing else.
pub(crate) fn calls_alone(module: &Module, func: u32) -> Result<Option<Vec<Call>>> {
    if func < module.imported_functions {
        return Ok(None);
    }
    let mut calls = Vec::new();
    for operator in module.operators(func) {
        match operator? {
            (Operator::Call { function_index: callee }, offset) if module.is_nullary(callee) => {
                calls.push(Call { callee, offset });
            }
            (Operator::Nop | Operator::End | Operator::Return, _) => {}
            _ => return Ok(None),
        }
    }
    Ok(Some(calls))
}

/// Whether a function calls another one, and does nothing else.
pub(crate) fn only_calls(module: &Module, func: u32, callee: u32) -> Result<bool> {
    let mut calls = 0;
    for operator in module.operators(func) {
        match operator?.0 {
            Operator::Call { function_index } if function_index == callee => calls += 1,
            Operator::End | Operator::Nop | Operator::Return => {}
            _ => return Ok(false),
        }
    }
    Ok(calls == 1)
}
