//! Function bodies, instruction by instruction.
//!
//! What walrus drops from every body is dropped here from both sides before they are compared: `nop`s, code that cannot
//! be reached, and `else` without instructions (which walrus adds). Locals are named in the order of their use, since it
//! orders them by type and leaves out those that are not used.

use std::iter::Peekable;

use rayon::prelude::*;
use wasmparser::BlockType;
use wasmparser::Operator;

use super::Compared;
use super::canonical::Canonical;
use super::same;
use super::types::Side;
use crate::error::Error;
use crate::error::Result;
use crate::module::Module;
use crate::plan::Body;
use crate::plan::Edit;
use crate::plan::Target;

pub(super) fn compare(compared: &Compared) -> Result<()> {
    let before = compared.before;
    let faults: Vec<Error> =
        (0..before.function_count()).into_par_iter().filter_map(|func| kept(compared, func).err()).collect();
    if let Some(fault) = faults.into_iter().next() {
        return Err(fault);
    }
    for (added, (name, body)) in compared.plan.added().enumerate() {
        let func = compared.functions.added.get(added).copied().unwrap_or(u32::MAX);
        new(compared, func, name, body)?;
    }
    Ok(())
}

/// A function of the input is the same in the result, but for the calls that the plan drops.
fn kept(compared: &Compared, func: u32) -> Result<()> {
    let (before, after) = (compared.before, compared.after);
    let place = compared.function(func).unwrap_or(u32::MAX);
    function_type(compared, func, place)?;
    if func < before.imported_functions {
        return Ok(());
    }
    let dropped = dropped(compared, func);
    let mut left = Live::new(before.operators(func), dropped);
    let mut right = Live::new(after.operators(place), Vec::new());
    let mut expected = Canonical::function(compared, Side::Before, before, func)?;
    let mut found = Canonical::function(compared, Side::After, after, place)?;
    loop {
        let (old, new) = (left.next().transpose()?, right.next().transpose()?);
        let (Some((old, offset)), Some((new, _))) = (&old, &new) else {
            return match (old, new) {
                (None, None) => Ok(()),
                _ => Err(differs(before, func, place, "one ends before the other")),
            };
        };
        if expected.write(old) != found.write(new) || expected.out != found.out {
            let what = format!("{old:?} at offset {offset:#x} became {new:?}");
            return Err(differs(before, func, place, &what));
        }
    }
}

fn function_type(compared: &Compared, func: u32, place: u32) -> Result<()> {
    let ty = |module: &Module, func| {
        let types = module.types.as_ref();
        (func < module.function_count()).then(|| types.core_function_at(func))
    };
    let (old, new) = (ty(compared.before, func), ty(compared.after, place));
    if old.is_some() && old == new {
        return Ok(());
    }
    Err(differs(compared.before, func, place, "its type changed"))
}

fn differs(before: &Module, func: u32, place: u32, what: &str) -> Error {
    Error::bug(format!("{} is not the same as function {place} of the result: {what}", before.show(func)))
}

/// Offsets of the calls that the plan drops from a function.
fn dropped(compared: &Compared, func: u32) -> Vec<usize> {
    let edits = compared.plan.edits.iter();
    edits
        .filter_map(|edit| match edit {
            Edit::DropCall { func: of, offset, .. } if *of == func => Some(*offset),
            _ => None,
        })
        .collect()
}

/// The instructions that can be reached and do something.
struct Live<'a, I: Iterator<Item = Result<(Operator<'a>, usize)>>> {
    operators: Peekable<I>,
    dropped: Vec<usize>,
    /// How many blocks were opened in code that cannot be reached; none if this code can.
    dead: Option<usize>,
}

impl<'a, I: Iterator<Item = Result<(Operator<'a>, usize)>>> Live<'a, I> {
    fn new(operators: I, dropped: Vec<usize>) -> Self {
        Self { operators: operators.peekable(), dropped, dead: None }
    }

    /// Whether an instruction is in code that cannot be reached.
    fn is_dead(&mut self, operator: &Operator) -> bool {
        let Some(depth) = &mut self.dead else {
            return false;
        };
        match operator {
            Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::Try { .. }
            | Operator::TryTable { .. } => *depth += 1,
            Operator::End | Operator::Delegate { .. } if *depth > 0 => *depth -= 1,
            Operator::End
            | Operator::Else
            | Operator::Catch { .. }
            | Operator::CatchAll
            | Operator::Delegate { .. }
                if *depth == 0 =>
            {
                self.dead = None;
                return false;
            }
            _ => {}
        }
        true
    }

    fn is_empty_else(&mut self, operator: &Operator) -> bool {
        if !matches!(operator, Operator::Else) {
            return false;
        }
        while let Some(Ok((Operator::Nop, _))) = self.operators.peek() {
            self.operators.next();
        }
        matches!(self.operators.peek(), Some(Ok((Operator::End, _))))
    }
}

impl<'a, I: Iterator<Item = Result<(Operator<'a>, usize)>>> Iterator for Live<'a, I> {
    type Item = Result<(Operator<'a>, usize)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (operator, offset) = match self.operators.next()? {
                Ok(found) => found,
                Err(error) => return Some(Err(error)),
            };
            let silent = matches!(operator, Operator::Nop) || self.dropped.contains(&offset);
            if self.is_dead(&operator) || silent || self.is_empty_else(&operator) {
                continue;
            }
            if ends_block(&operator) {
                self.dead = Some(0);
            }
            return Some(Ok((operator, offset)));
        }
    }
}

/// Whether what follows cannot be reached.
fn ends_block(operator: &Operator) -> bool {
    matches!(
        operator,
        Operator::Unreachable
            | Operator::Br { .. }
            | Operator::BrTable { .. }
            | Operator::Return
            | Operator::ReturnCall { .. }
            | Operator::ReturnCallIndirect { .. }
            | Operator::ReturnCallRef { .. }
            | Operator::Throw { .. }
            | Operator::ThrowRef
            | Operator::Rethrow { .. }
    )
}

/// A new function does what the plan says, in these instructions.
fn new(compared: &Compared, func: u32, name: &str, body: &Body) -> Result<()> {
    let mut expected = instructions(compared, body)?;
    expected.push(Operator::End);
    let mut found = Vec::new();
    for operator in Live::new(compared.after.operators(func), Vec::new()) {
        found.push(operator?.0);
    }
    same(format!("the new function `{name}`"), &expected, &found)?;
    match body {
        Body::Guarded { func: of, .. } => function_type(compared, *of, func),
        _ if compared.after.is_nullary(func) => Ok(()),
        _ => Err(Error::bug(format!("the new function `{name}` is not of type () -> ()"))),
    }
}

fn instructions(compared: &Compared, body: &Body) -> Result<Vec<Operator<'static>>> {
    let call = |target: &Target| {
        let place = match target {
            Target::Old(func) => compared.function(*func),
            Target::New(added) => compared.functions.added.get(*added).copied(),
        };
        let function_index = place.ok_or_else(|| Error::bug("the plan names a function that there is not"))?;
        Ok(Operator::Call { function_index })
    };
    // The guard is the last global: nothing that the plan adds comes after it.
    let global_index = compared.after.types.as_ref().global_count().saturating_sub(1);
    Ok(match body {
        Body::Empty => Vec::new(),
        Body::Chain(calls) => calls.iter().map(call).collect::<Result<_>>()?,
        Body::RunOnce(to) => vec![
            Operator::GlobalGet { global_index },
            Operator::If { blockty: BlockType::Empty },
            Operator::Return,
            Operator::End,
            Operator::I32Const { value: 1 },
            Operator::GlobalSet { global_index },
            call(to)?,
        ],
        Body::Guarded { init, func } => {
            let parameters = compared.before.function_type(*func).map_or(0, |ty| ty.params().len() as u32);
            let locals = (0..parameters).map(|local_index| Operator::LocalGet { local_index });
            std::iter::once(call(init)?).chain(locals).chain([call(&Target::Old(*func))?]).collect()
        }
    })
}
