//! Whether a function runs only once because it looks whether it has run.

use std::collections::HashSet;

use wasmparser::MemArg;
use wasmparser::Operator;

use crate::error::Result;
use crate::module::Module;

/// Whether a function looks at the module's state before it does anything, leaves all of its work to that, and changes what it
/// looked at: `allocate_stack` of the component adapters is like that, and so is every run-once initialiser.
///
/// ```wat
/// (func (if (i32.eqz (global.get $done)) (then (global.set $done (i32.const 1)) …)))
/// (func (if (global.get $done) (then (return))) (global.set $done (i32.const 1)) …)
/// ```
///
/// A first constructor that an optimiser put into the function has a guard of its own, behind which more comes. It says
/// nothing of the function:
///
/// ```wat
/// (func (if (i32.eqz (i32.load8_u (i32.const 16))) (then (i32.store8 (i32.const 16) (i32.const 1)) …)) (call $second))
/// ```
pub(super) fn is_guarded(module: &Module, func: u32) -> Result<bool> {
    let code =
        module.operators(func).map(|operator| operator.map(|(operator, _)| operator)).collect::<Result<Vec<_>>>()?;
    let Some(branch) = first_branch(&code) else {
        return Ok(false);
    };
    Ok(leaves_all(&code, branch.at) && is_set(&code[branch.at..], &branch.read))
}

/// The first branch of a function, if nothing is done before it.
struct FirstBranch {
    /// The place of its instruction.
    at: usize,
    /// What was read before it.
    read: Vec<FlagPlace>,
}

/// Where a flag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FlagPlace {
    /// In a global.
    Global(u32),
    /// In memory, at a constant address.
    Memory(u64),
    /// In memory, at an address that is not known here.
    Somewhere,
    /// In memory, where an atomic instruction changes it as it reads it.
    Changed,
}

fn first_branch(code: &[Operator]) -> Option<FirstBranch> {
    let mut read = Vec::new();
    for (at, operator) in code.iter().enumerate() {
        match operator {
            Operator::GlobalGet { global_index } => read.push(FlagPlace::Global(*global_index)),
            Operator::I32Load { memarg }
            | Operator::I32Load8U { memarg }
            | Operator::I32Load8S { memarg }
            | Operator::I64Load { memarg }
            | Operator::I32AtomicLoad { memarg }
            | Operator::I32AtomicLoad8U { memarg } => read.push(place(before(code, at), memarg)),
            Operator::I32AtomicRmwCmpxchg { .. } | Operator::I32AtomicRmwXchg { .. } => read.push(FlagPlace::Changed),
            Operator::If { .. } | Operator::BrIf { .. } | Operator::BrTable { .. } => {
                return (!read.is_empty()).then_some(FirstBranch { at, read });
            }
            operator if acts(operator) => return None,
            _ => {}
        }
    }
    None
}

/// Whether an instruction does something that others can see, or ends the function.
fn acts(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::Call { .. }
            | Operator::CallIndirect { .. }
            | Operator::GlobalSet { .. }
            | Operator::I32Store { .. }
            | Operator::I32Store8 { .. }
            | Operator::I32Store16 { .. }
            | Operator::I64Store { .. }
            | Operator::Return
            | Operator::Br { .. }
            | Operator::Loop { .. }
    )
}

fn before<'c, 'a>(code: &'c [Operator<'a>], at: usize) -> Option<&'c Operator<'a>> {
    at.checked_sub(1).and_then(|before| code.get(before))
}

/// The place that an instruction reads or writes whose address is what comes before it.
fn place(address: Option<&Operator>, memarg: &MemArg) -> FlagPlace {
    match address {
        Some(Operator::I32Const { value }) => FlagPlace::Memory(u64::from(*value as u32).wrapping_add(memarg.offset)),
        Some(Operator::I64Const { value }) => FlagPlace::Memory((*value as u64).wrapping_add(memarg.offset)),
        _ => FlagPlace::Somewhere,
    }
}

/// Whether all that comes after a branch depends on it.
fn leaves_all(code: &[Operator], at: usize) -> bool {
    match code.get(at) {
        Some(Operator::If { .. }) => {
            let (then, end) = arms(code, at);
            ends(code, end + 1) || leaves(code, then.saturating_sub(1))
        }
        Some(Operator::BrIf { relative_depth }) => target(code, at, *relative_depth).is_none_or(|end| ends(code, end)),
        Some(Operator::BrTable { targets }) => {
            let mut targets = targets.targets().flatten().chain([targets.default()]);
            targets.any(|depth| target(code, at, depth).is_none_or(|end| ends(code, end)))
        }
        _ => false,
    }
}

/// Whether the instruction at a place leaves the function, or goes where nothing comes any more.
fn leaves(code: &[Operator], at: usize) -> bool {
    match code.get(at) {
        Some(Operator::Return | Operator::Unreachable) => true,
        Some(Operator::Br { relative_depth }) => target(code, at, *relative_depth).is_none_or(|end| ends(code, end)),
        _ => false,
    }
}

/// Where the first arm of an `if` ends, and where the whole does.
fn arms(code: &[Operator], at: usize) -> (usize, usize) {
    let mut depth = 0_usize;
    let mut first = None;
    for (place, operator) in code.iter().enumerate().skip(at) {
        match operator {
            operator if opens(operator) => depth += 1,
            Operator::Else if depth == 1 => first = Some(place),
            Operator::End | Operator::Delegate { .. } => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return (first.unwrap_or(place), place);
                }
            }
            _ => {}
        }
    }
    (code.len(), code.len())
}

/// Where a branch goes on: behind the end of the block that it names; none if that is the function.
fn target(code: &[Operator], at: usize, depth: u32) -> Option<usize> {
    let mut left = depth as usize + 1;
    let mut inner = 0_usize;
    for (place, operator) in code.iter().enumerate().skip(at + 1) {
        match operator {
            operator if opens(operator) => inner += 1,
            Operator::End | Operator::Delegate { .. } if inner > 0 => inner -= 1,
            Operator::End | Operator::Delegate { .. } => {
                left -= 1;
                if left == 0 {
                    return Some(place + 1);
                }
            }
            _ => {}
        }
    }
    None
}

fn opens(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::Try { .. }
            | Operator::TryTable { .. }
    )
}

/// Whether nothing comes from a place on but the ends of blocks.
fn ends(code: &[Operator], from: usize) -> bool {
    let mut rest = code.iter().skip(from);
    rest.all(|operator| matches!(operator, Operator::End | Operator::Return | Operator::Nop))
}

/// Whether code may change one of these places.
fn is_set(code: &[Operator], read: &[FlagPlace]) -> bool {
    let mut addresses = HashSet::new();
    for operator in code {
        match operator {
            Operator::I32Const { value } => drop(addresses.insert(u64::from(*value as u32))),
            Operator::I64Const { value } => drop(addresses.insert(*value as u64)),
            Operator::GlobalSet { global_index } if read.contains(&FlagPlace::Global(*global_index)) => return true,
            Operator::I32Store { memarg }
            | Operator::I32Store8 { memarg }
            | Operator::I32Store16 { memarg }
            | Operator::I64Store { memarg }
            | Operator::I32AtomicStore { memarg }
            | Operator::I32AtomicStore8 { memarg } => {
                // The address comes somewhere before the value.
                let is_it = |place: &FlagPlace| match place {
                    FlagPlace::Memory(address) => addresses.contains(&address.wrapping_sub(memarg.offset)),
                    FlagPlace::Somewhere => true,
                    FlagPlace::Global(_) | FlagPlace::Changed => false,
                };
                if read.iter().any(is_it) {
                    return true;
                }
            }
            // What it calls may set it.
            Operator::Call { .. } | Operator::CallIndirect { .. } => return true,
            _ => {}
        }
    }
    read.contains(&FlagPlace::Changed)
}
