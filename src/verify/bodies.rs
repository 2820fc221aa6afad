//! Function bodies, instruction by instruction.

mod mark;
mod zero;

use std::collections::BTreeSet;

use rayon::prelude::*;
use wasmparser::BlockType;
use wasmparser::MemArg;
use wasmparser::MemArgTarget;
use wasmparser::Operator;

use super::compared::Compared;
use super::compared::same;
use crate::canonical::Canonical;
use crate::canonical::Live;
use crate::canonical::Opcode;
use crate::canonical::Side;
use crate::error::Error;
use crate::error::Result;
use crate::inspect::FlagWord;
use crate::inspect::HAVE_RUN;
use crate::inspect::RUNNING;
use crate::module::Module;
use crate::module::format::section;
use crate::module::references::undeclared;
use crate::plan::Body;
use crate::plan::Target;

pub(super) fn compare(compared: &Compared) -> Result<()> {
    let before = compared.before;
    let same_context = keeps_context(compared)?;
    let same = |func: &u32| same_context && is_same(compared, *func);
    let other: Vec<u32> = (0..before.function_count()).filter(|func| !same(func)).collect();
    // Each may have to be validated, and so has what is added.
    let added = &compared.functions.added;
    let places: Vec<u32> =
        other.iter().filter_map(|func| compared.function(*func)).chain(added.iter().copied()).collect();
    compared.after.can_validate(places)?;
    let faults: Vec<Error> = match other.as_slice() {
        // Threads would take longer to start.
        few @ ([] | [_] | [_, _] | [_, _, _]) => few.iter().filter_map(|func| kept(compared, *func).err()).collect(),
        many => many.par_iter().filter_map(|func| kept(compared, *func).err()).collect(),
    };
    if let Some(fault) = faults.into_iter().next() {
        return Err(fault);
    }
    replaced(compared)?;
    for (added, (name, body)) in compared.touched.added.iter().enumerate() {
        let func = compared.functions.added.get(added).copied().unwrap_or(u32::MAX);
        new(compared, func, name, body)?;
        valid(compared, func)?;
    }
    Ok(())
}

/// Whether a function is of the same type and of the very same bytes, which the plan leaves alone.
fn is_same(compared: &Compared, func: u32) -> bool {
    let (before, after) = (compared.before, compared.after);
    let same_type = compared.function(func).is_some_and(|place| function_type(compared, func, place).is_ok());
    let same_body = match (before.body(func), after.body(func)) {
        (None, None) => true,
        (Some(old), Some(new)) => compared.are_same(old.bytes, new.bytes),
        _ => false,
    };
    same_type && same_body && !compared.touched.calls.contains_key(&func)
}

/// A function of the input is the same in the result, but for the calls that the plan drops.
fn kept(compared: &Compared, func: u32) -> Result<()> {
    let before = compared.before;
    let Some(place) = compared.function(func) else {
        return Ok(());
    };
    function_type(compared, func, place)?;
    if func < before.imported_functions {
        return Ok(());
    }
    let dropped = compared.touched.calls.get(&func).cloned().unwrap_or_default();
    let changed = !dropped.is_empty();
    match Pair::new(compared, func, place, dropped)?.compare()? {
        Likeness::Different(what) => Err(differs(before, func, place, &what)),
        // The same instructions on items of the same types are as valid as they were, so only others are validated.
        Likeness::Same { validity_carries_over: true } if !changed => Ok(()),
        Likeness::Same { .. } => valid(compared, place),
    }
}

/// Whether what makes a body valid, beside the types of items, is as it was, so that one of the same bytes is as valid as
/// it was: how many data segments there are, and which functions `ref.func` may name.
fn keeps_context(compared: &Compared) -> Result<bool> {
    let (before, after) = (compared.before, compared.after);
    // Where the number of data segments was not given, no instruction named one.
    let is_counted = before.section(section::DATA_COUNT).is_some();
    let same_count = !is_counted || before.content(section::DATA_COUNT) == after.content(section::DATA_COUNT);
    if !compared.keeps_indices || !same_count {
        return Ok(false);
    }
    let exported = |module: &Module| module.exported_functions().map(|export| export.index).collect::<BTreeSet<_>>();
    let no_longer = &exported(before) - &exported(after);
    Ok(undeclared(before, &no_longer, after)?.is_empty())
}

fn valid(compared: &Compared, func: u32) -> Result<()> {
    compared
        .after
        .validate_body(func)
        .map_err(|error| Error::bug(format!("the result is not valid ({})", error.message())))
}

/// A function of the input and its place in the result, read side by side.
struct Pair<'a, 'b, 'c> {
    before: Live<'a, 'c>,
    after: Live<'a, 'b>,
}

/// What there is to say of two functions.
enum Likeness {
    /// They are the same.
    Same {
        /// Whether what makes the one valid makes the other valid. That is not so where instructions depend on more than
        /// types (`ref.func` on a declaration, `memory.init` on the data count section), or where the result has code that
        /// cannot be reached, which was not looked at.
        validity_carries_over: bool,
    },
    /// They differ: where, and how.
    Different(String),
}

impl<'a, 'b, 'c> Pair<'a, 'b, 'c> {
    fn new(compared: &'a Compared<'b, 'c>, func: u32, place: u32, dropped: Vec<usize>) -> Result<Self> {
        let (before, after) = (compared.before, compared.after);
        let expected = Canonical::function(compared.numbering(Side::Before), before, func)?;
        let found = Canonical::function(compared.numbering(Side::After), after, place)?;
        Ok(Self {
            before: Live::new(before, func, dropped, expected)?,
            after: Live::new(after, place, Vec::new(), found)?,
        })
    }

    fn compare(mut self) -> Result<Likeness> {
        let mut validity_carries_over = true;
        loop {
            match (self.before.advance()?, self.after.advance()?) {
                (true, true) => {}
                (false, false) => break,
                _ => return Ok(Likeness::Different("one ends before the other".to_owned())),
            }
            let (old, new) = (&self.before.canonical, &self.after.canonical);
            if old.opcode != new.opcode || old.out != new.out {
                let shown = |it: &Canonical| format!("{:?} {:?}", it.opcode, it.out);
                let what = format!("{} at offset {:#x} became {}", shown(old), self.before.offset, shown(new));
                return Ok(Likeness::Different(what));
            }
            validity_carries_over &= depends_on_types_alone(old.opcode);
        }
        validity_carries_over &= !self.after.skipped_dead;
        Ok(Likeness::Same { validity_carries_over })
    }
}

/// Whether an instruction is valid wherever the items that it names are of the same types.
fn depends_on_types_alone(opcode: Opcode) -> bool {
    !matches!(
        opcode,
        Opcode::RefFunc | Opcode::MemoryInit | Opcode::DataDrop | Opcode::ArrayNewData | Opcode::ArrayInitData
    )
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

/// What takes the place of an exported function is of its type.
fn replaced(compared: &Compared) -> Result<()> {
    let fates = compared.touched.fates();
    if fates.is_empty() {
        return Ok(());
    }
    for export in compared.before.exported_functions() {
        let to = fates.get(export.name).copied().flatten();
        if let Some(place) = to.and_then(|to| compared.place(to)) {
            function_type(compared, export.index, place)?;
        }
    }
    Ok(())
}

fn differs(before: &Module, func: u32, place: u32, what: &str) -> Error {
    Error::bug(format!("{} is not the same as function {place} of the result: {what}", before.function(func)))
}

/// A new function does what the plan says, in these instructions.
fn new(compared: &Compared, func: u32, name: &str, body: &Body) -> Result<()> {
    let mut expected = instructions(compared, body)?;
    expected.push(Operator::End);
    let mut found = Vec::new();
    for operator in compared.after.operators(func) {
        let operator = operator?.0;
        // As everywhere, `else` without instructions is none.
        if operator == Operator::End && found.last() == Some(&Operator::Else) {
            found.pop();
        }
        found.push(operator);
    }
    same(format!("the new function `{name}`"), &expected, &found)?;
    match body {
        Body::Guarded { func: of, .. } | Body::Followed { func: of, .. } => function_type(compared, *of, func),
        Body::Empty
        | Body::Chain(_)
        | Body::RunOnce(_)
        | Body::OncePerMemory { .. }
        | Body::Zero(_)
        | Body::Fill { .. }
        | Body::Marked { .. } => match compared.after.is_nullary(func) {
            true => Ok(()),
            false => Err(Error::bug(format!("the new function `{name}` is not of type () -> ()"))),
        },
    }
}

fn instructions(compared: &Compared, body: &Body) -> Result<Vec<Operator<'static>>> {
    let call = |target: &Target| {
        let place = compared.place(*target);
        let function_index = place.ok_or_else(|| Error::bug("the plan names a function that there is not"))?;
        Ok(Operator::Call { function_index })
    };
    // The guard is the last global: nothing that the plan adds comes after it.
    let global_index = compared.after.types.as_ref().global_count().saturating_sub(1);
    Ok(match body {
        Body::Empty => Vec::new(),
        Body::Zero(zeros) => zero::instructions(zeros, compared.touched.places.of(zeros.memory)),
        Body::Fill { memory, memory64, segments } => {
            mark::fill(compared.touched.places.of(*memory), *memory64, segments)
        }
        Body::Marked { mark, to, drops } => {
            mark::marked(mark, compared.touched.places.of(mark.memory), call(to)?, drops)
        }
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
        Body::OncePerMemory { to, word } => once_per_memory(compared, call(to)?, *word),
        Body::Guarded { init, func } => std::iter::once(call(init)?).chain(handed_over(compared, *func)?).collect(),
        Body::Followed { func, then } => handed_over(compared, *func)?.into_iter().chain([call(then)?]).collect(),
    })
}

/// The call of a function of the input with all parameters.
fn handed_over(compared: &Compared, func: u32) -> Result<Vec<Operator<'static>>> {
    let place = compared.place(Target::Old(func));
    let function_index = place.ok_or_else(|| Error::bug("the plan names a function that there is not"))?;
    let parameters = compared.before.function_type(func).map_or(0, |ty| ty.params().len() as u32);
    let locals = (0..parameters).map(|local_index| Operator::LocalGet { local_index });
    Ok(locals.chain([Operator::Call { function_index }]).collect())
}

fn once_per_memory(compared: &Compared, call: Operator<'static>, word: FlagWord) -> Vec<Operator<'static>> {
    let memory = compared.touched.places.of(word.memory);
    let is_wide = compared.after.memories.get(memory as usize).is_some_and(|memory| memory.ty.memory64);
    let address = || match is_wide {
        true => Operator::I64Const { value: word.address as i64 },
        false => Operator::I32Const { value: word.address as u32 as i32 },
    };
    let memarg = MemArg { align: 2, max_align: 2, offset: 0, target: MemArgTarget::Memory(memory), ordering: None };
    vec![
        Operator::Loop { blockty: BlockType::Empty },
        address(),
        Operator::I32Const { value: word.ready },
        Operator::I32Const { value: RUNNING },
        Operator::I32AtomicRmwCmpxchg { memarg },
        Operator::LocalTee { local_index: 0 },
        Operator::I32Const { value: RUNNING },
        Operator::I32Eq,
        Operator::BrIf { relative_depth: 0 },
        Operator::End,
        Operator::LocalGet { local_index: 0 },
        Operator::I32Const { value: word.ready },
        Operator::I32Eq,
        Operator::If { blockty: BlockType::Empty },
        call,
        address(),
        Operator::I32Const { value: HAVE_RUN },
        Operator::I32AtomicStore { memarg },
        Operator::End,
    ]
}
