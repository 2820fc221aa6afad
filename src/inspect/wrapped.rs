//! Exports that rerun the constructors on every call.
//!
//! wasm-ld makes a module without an entry into a "command": every exported function is wrapped so that it calls the
//! constructors first and the destructors last (`lld/wasm/Writer.cpp`, `createCommandExportWrappers`).

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::HashSet;

use super::bindgen::Bindgen;
use super::bindgen::bindgen;
use super::body::Call;
use super::body::Tail;
use super::body::calls_and_drops;
use super::body::does_nothing;
use super::body::ends_with_work;
use super::body::hands_over;
use super::body::is_wrapper;
use super::body::is_wrapper_for_dtors;
use super::body::leading_call;
use super::body::tail;
use super::callers::callers;
use super::evidence::Doubt;
use super::evidence::Wrapping;
use super::exempt::is_allocator;
use super::exported::CALL_DTORS;
use super::exported::SUFFIX;
use super::flush::FUNCS_ON_EXIT;
use super::flush::Flush;
use super::flush::STDIO_EXIT;
use super::flush::flush;
use super::hidden::may_hide;
use super::loaders;
use super::loaders::is_tool_export;
use super::padded::is_linkers;
use super::padded::is_padded;
use super::reach::leads_to;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::module::Function;
use crate::module::Module;

/// A module whose exports call the constructors, and perhaps the destructors.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wrapped {
    /// The function that calls all constructors.
    pub ctors: u32,
    /// The function that calls all destructors, and whether it does anything.
    pub dtors: Option<Dtors>,
    /// The exported functions that call them.
    pub wrappers: Vec<Wrapper>,
    /// Wrappers that are also in a table, or whose reference is taken.
    pub taken: Vec<Function>,
    /// What a program calls before the constructors, to set up libc for them. Then it is the only wrapper.
    pub sets_up: Vec<DroppedCall>,
    /// What wasm-bindgen made, or is to make, of the module, whose JS calls its exports.
    pub bindgen: Option<Bindgen>,
}

/// The destructors' function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dtors {
    /// Its index.
    pub func: u32,
    /// Whether there is nothing for it to do.
    pub empty: bool,
    /// What it does about buffered output.
    pub flush: Flush,
}

/// One exported function around the function that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wrapper {
    /// Its index.
    pub func: u32,
    /// Where it calls the constructors: offset in the file, in bytes.
    pub ctors_call: usize,
    /// Where it calls the destructors.
    pub dtors_call: Option<usize>,
    /// Whether it allocates for the host and does nothing else, by the names under which it is exported.
    pub allocates: bool,
}

/// A call that goes, so that an export no longer runs constructors and destructors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DroppedCall {
    /// The function that makes it.
    pub func: u32,
    /// The function that it calls.
    pub callee: u32,
    /// Whether it comes first; else it comes last.
    pub is_first: bool,
    /// Where it is: offset in the file, in bytes.
    pub offset: usize,
}

impl Wrapped {
    /// The wrapper that the JS of wasm-bindgen calls first, if it calls one.
    pub fn called_first(&self) -> Option<u32> {
        let start = self.bindgen.as_ref()?.start.as_ref()?;
        start.then.iter().copied().find(|func| self.wrappers.iter().any(|wrapper| wrapper.func == *func))
    }

    /// Whether exports can go on writing buffered output after each call, without running destructors. Allocators cannot.
    pub fn can_flush(&self) -> bool {
        let is_apart = self.dtors.is_some_and(|dtors| matches!(dtors.flush, Flush::All | Flush::Behind { .. }));
        is_apart && self.wrappers.iter().any(|wrapper| !wrapper.allocates && wrapper.dtors_call.is_some())
    }

    /// The calls that go; `flushes`: exports go on writing buffered output, as they [can](Self::can_flush). Allocators do not: a
    /// host may call them when it allows no calls of imports.
    pub fn dropped(&self, flushes: bool) -> Vec<DroppedCall> {
        let mut dropped = self.sets_up.clone();
        for wrapper in &self.wrappers {
            let Wrapper { func, ctors_call, dtors_call, allocates } = *wrapper;
            dropped.push(DroppedCall { func, callee: self.ctors, is_first: true, offset: ctors_call });
            if let (Some(dtors), Some(offset)) = (self.dtors, dtors_call)
                && (allocates || !flushes)
            {
                dropped.push(DroppedCall { func, callee: dtors.func, is_first: false, offset });
            }
        }
        if let Some(Dtors { func, flush: Flush::Behind { destructors, offset, .. }, .. }) = self.dtors
            && flushes
        {
            dropped.push(DroppedCall { func, callee: destructors, is_first: true, offset });
        }
        dropped
    }
}

/// What the exports look like.
pub(super) enum FoundWrapping {
    /// Nothing points to wrapping.
    None,
    /// It might be wrapping, or ordinary code.
    Doubtful(Wrapping),
    /// The wrappers call destructors alone.
    DtorsOnly(Wrapping),
    /// Certain.
    Certain(Wrapped, Wrapping),
}

/// An exported function that could be a wrapper.
struct Candidate {
    func: u32,
    /// Whether a tool may have added the export after linking, so that it need not be wrapped.
    is_added: bool,
    first: Option<Call>,
    tail: Tail,
}

/// What the exports look like. `assumed`: the user says that what they all call first are the constructors.
pub(super) fn wrapping(module: &Module, assumed: bool) -> Result<FoundWrapping> {
    let candidates = candidates(module)?;
    let inside = behind_others(module, &candidates)?;
    let all = || candidates.iter().chain(&inside);
    let named: Vec<&Candidate> = all().filter(|it| has_suffix(module, it.func)).collect();
    if !named.is_empty() {
        let others: Vec<&Candidate> = candidates.iter().filter(|it| !has_suffix(module, it.func)).collect();
        return by_name(module, &named, &others);
    }
    let linked: Vec<&Candidate> = candidates.iter().filter(|it| !it.is_added).collect();
    let Some((ctors, beginning)) = most_common_first(&linked) else {
        return only_dtors(module, &linked);
    };
    let begins = |it: &Candidate| it.first.is_some_and(|call| call.callee == ctors);
    let counted: Vec<&Candidate> = candidates.iter().filter(|it| !it.is_added || begins(it)).collect();
    let beginning = beginning + counted.len() - linked.len();
    by_shape(&SharedBeginning { module, candidates: &counted, ctors, assumed }, beginning)
}

/// Whether a function is a wrapper by lld's name for it.
pub(super) fn has_suffix(module: &Module, func: u32) -> bool {
    module.names.function(func).is_some_and(|name| name.ends_with(SUFFIX))
}

fn candidates(module: &Module) -> Result<Vec<Candidate>> {
    let mut functions: Vec<(u32, bool)> = module
        .exported_functions()
        .filter(|export| export.index >= module.imported_functions)
        .map(|export| (export.index, is_tool_export(export.name)))
        .collect();
    // A function that has another name, too, comes first with that.
    functions.sort_unstable();
    functions.dedup_by_key(|(func, _)| *func);
    functions.into_iter().map(|(func, is_added)| candidate(module, func, is_added)).collect()
}

fn candidate(module: &Module, func: u32, is_added: bool) -> Result<Candidate> {
    let first = leading_call(module, func)?;
    let mut tail = tail(module, func)?;
    if let Tail::Calls(calls) = &mut tail {
        // A function that is nothing but calls begins with the first of them and ends with the others.
        calls.retain(|call| Some(*call) != first);
    }
    Ok(Candidate { func, is_added, first, tail })
}

/// Functions with lld's name for wrappers that are no exports: a tool put something in front of them, as wasm-bindgen does, or dropped
/// the export.
fn behind_others(module: &Module, exported: &[Candidate]) -> Result<Vec<Candidate>> {
    let is_export = |func| exported.binary_search_by_key(&func, |it| it.func).is_ok();
    let named = module.names.functions().filter(|(func, name)| name.ends_with(SUFFIX) && !is_export(*func));
    let own = named.filter(|(func, _)| *func >= module.imported_functions);
    own.map(|(func, _)| candidate(module, func, false)).collect()
}

/// lld's names leave no doubt which functions are wrappers; what they call must still be seen.
fn by_name(module: &Module, wrappers: &[&Candidate], others: &[&Candidate]) -> Result<FoundWrapping> {
    let is_ctors = |call: &Call| module.names.function(call.callee) == Some(CALL_CTORS);
    let ctors = common(wrappers, |wrapper| wrapper.first.filter(is_ctors));
    let dtors =
        common_last(wrappers, Candidate::last).filter(|dtors| module.names.function(*dtors) == Some(CALL_DTORS));
    let begins = |it: &&Candidate| it.first.is_some_and(|call| Some(call.callee) == ctors);
    match ctors {
        Some(ctors) if others.iter().any(begins) => {
            Ok(FoundWrapping::Doubtful(Wrapping::NamedAndAnother(module.function(ctors))))
        }
        Some(ctors) if starts(module, ctors)? => {
            Ok(FoundWrapping::Doubtful(Wrapping::NamedAndStarted(module.function(ctors))))
        }
        Some(ctors) if is_called_elsewhere(module, ctors, wrappers)? => {
            Ok(FoundWrapping::Doubtful(Wrapping::NamedAndElsewhere(module.function(ctors))))
        }
        Some(ctors) if dtors.is_none() && !have_no_dtors(module, wrappers, ctors)? => {
            Ok(FoundWrapping::Doubtful(Wrapping::NamedAndInlined))
        }
        Some(ctors) => {
            let evidence = Wrapping::Named { count: wrappers.len(), ctors: module.function(ctors) };
            certain(module, ctors, dtors, wrappers, evidence)
        }
        None => Ok(match dtors {
            Some(dtors) if have_no_ctors(module, wrappers, dtors)? => {
                FoundWrapping::DtorsOnly(Wrapping::NamedDtors(module.function(dtors)))
            }
            // What they all call first may be a constructor that was put in the place of the linker's function, or in them.
            Some(_) => FoundWrapping::Doubtful(Wrapping::NamedInPart),
            _ if wrappers.iter().any(|wrapper| wrapper.first.is_some_and(|call| is_ctors(&call)))
                || common(wrappers, |wrapper| wrapper.first).is_some() =>
            {
                FoundWrapping::Doubtful(Wrapping::NamedInPart)
            }
            _ => FoundWrapping::Doubtful(Wrapping::NamedDiffer),
        }),
    }
}

/// Whether other code runs the constructors, too: an optimiser has put a wrapper into what called that, or calls it. What wasm-bindgen
/// made calls wrappers.
fn is_called_elsewhere(module: &Module, ctors: u32, wrappers: &[&Candidate]) -> Result<bool> {
    let functions: Vec<u32> = std::iter::once(ctors).chain(wrappers.iter().map(|wrapper| wrapper.func)).collect();
    let called = callers(module, &functions)?;
    let is_bound = loaders::bindgen(module).is_some();
    let mut of_wrappers = called.iter().skip(1);
    let of_ctors = called.first().is_some_and(|it| it.taken || it.calls.len() != wrappers.len());
    Ok(of_ctors
        || !is_bound && of_wrappers.any(|it| !it.calls.is_empty())
        || module.start.is_some() && called.iter().any(|it| it.taken))
}

/// Whether wrappers that call these destructors last run no constructors: they are as lld wrote them.
fn have_no_ctors(module: &Module, wrappers: &[&Candidate], dtors: u32) -> Result<bool> {
    for wrapper in wrappers {
        if !is_wrapper_for_dtors(module, wrapper.func, dtors)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn starts(module: &Module, ctors: u32) -> Result<bool> {
    module.start.map_or(Ok(false), |start| leads_to(module, start, ctors))
}

/// Whether wrappers that have no destructors in common have none at all. They have none if they are as lld wrote them, or if what one of
/// them gives is made by its last instruction, which an optimiser would not move behind destructors. Those need not come last any more,
/// so there may be none by name.
fn have_no_dtors(module: &Module, wrappers: &[&Candidate], ctors: u32) -> Result<bool> {
    const DTORS: [&str; 3] = [CALL_DTORS, FUNCS_ON_EXIT, STDIO_EXIT];
    let (mut plain, mut ends) = (true, false);
    for wrapper in wrappers {
        plain &= hands_over(module, wrapper.func)?.is_some_and(|it| it.first == ctors);
        ends |= ends_with_work(module, wrapper.func)?;
    }
    Ok(plain || ends && !module.names.functions().any(|(_, name)| DTORS.contains(&name)))
}

/// Exports that begin with a call of the same function, none of them by lld's name for wrappers.
struct SharedBeginning<'s, 'a> {
    module: &'s Module<'a>,
    candidates: &'s [&'s Candidate],
    ctors: u32,
    /// Whether the user says that these are the constructors.
    assumed: bool,
}

impl SharedBeginning<'_, '_> {
    /// Whether nothing but lld's wrappers looks like this; without the user's word for it. What ends each call proves nothing of what
    /// begins it: without constructors, lld's wrappers run destructors alone, and what comes first is the program's own.
    fn is_certain(&self, dtors: Option<u32>) -> Result<bool> {
        Ok(!self.is_compilers()? && self.is_untouched(dtors)?)
    }

    /// Whether a compiler wrote one of these functions.
    fn is_compilers(&self) -> Result<bool> {
        for func in self.candidates.iter().map(|candidate| candidate.func).chain([self.ctors]) {
            if is_padded(self.module, func)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether this is what lld wrote, and no compiler: the constructors' function is the first of its functions and does nothing but
    /// call, and so do the wrappers (`lld/wasm/Writer.cpp`, `createCallCtorsFunction` and `createCommandExportWrapper`).
    fn is_untouched(&self, dtors: Option<u32>) -> Result<bool> {
        let Self { module, candidates, ctors, .. } = *self;
        if ctors != module.imported_functions || !calls_and_drops(module, ctors)? {
            return Ok(false);
        }
        for candidate in candidates {
            if !is_wrapper(module, candidate.func, ctors, dtors)? {
                return Ok(false);
            }
        }
        is_linkers(module)
    }
}

/// Without names much must agree, since any of this may be ordinary code: there are at least two exports, and all begin
/// with the same call, of a function that nothing else calls and that would run again each time. A function that resets
/// something for each call is like that as well: so all of it lies in the file as lld writes it, or the user says so.
fn by_shape(shape: &SharedBeginning, beginning: usize) -> Result<FoundWrapping> {
    let SharedBeginning { module, candidates, ctors, assumed } = *shape;
    let doubt = |why| Ok(FoundWrapping::Doubtful(Wrapping::Doubtful { ctors: module.function(ctors), why }));
    if beginning < candidates.len() {
        // One function of many that begins with some call is what code looks like.
        if beginning < 2 && module.names.function(ctors) != Some(CALL_CTORS) {
            return Ok(FoundWrapping::None);
        }
        let ctors = module.function(ctors);
        return Ok(FoundWrapping::Doubtful(Wrapping::Some { count: candidates.len(), beginning, ctors }));
    }
    if module.start == Some(ctors) || module.exported_functions().any(|export| export.index == ctors) {
        return doubt(Doubt::Exported);
    }
    let dtors = match candidates {
        [only] => only.last().map(|last| last.callee).filter(|dtors| module.names.function(*dtors) == Some(CALL_DTORS)),
        several => common_last(several, Candidate::last),
    };
    // What one export calls last may be the destructors, or what it is for.
    if let [only] = candidates
        && only.last().is_some()
        && dtors.is_none()
        && hands_over(module, only.func)?.is_none()
    {
        return doubt(Doubt::LastOfOnly);
    }
    if dtors.is_none() && candidates.len() > 1 && candidates.iter().any(|candidate| candidate.last().is_some()) {
        return doubt(Doubt::EndsDiffer);
    }
    for candidate in candidates {
        // `call $ctors`, `call $function`: what is called last may be the function that was wrapped.
        if dtors.is_some() && hands_over(module, candidate.func)?.is_some_and(|it| it.first == ctors) {
            return doubt(Doubt::LastMayBeMeant);
        }
    }
    if candidates.len() > 1 && common_last(candidates, Candidate::second_to_last).is_some() {
        return doubt(Doubt::MoreInCommon);
    }
    let targets: Vec<u32> = std::iter::once(ctors).chain(dtors).collect();
    let ending = candidates.iter().filter(|candidate| candidate.ends()).count();
    for (called, times) in callers(module, &targets)?.into_iter().zip([candidates.len(), ending]) {
        if called.taken || called.calls.len() != times {
            return doubt(Doubt::CalledElsewhere);
        }
    }
    if !assumed {
        if candidates.len() < 2 {
            return doubt(Doubt::Only);
        }
        if !shape.is_certain(dtors)? {
            let is_named = module.names.function(ctors) == Some(CALL_CTORS);
            return doubt(if is_named { Doubt::NoWrappers } else { Doubt::MayBeMeant });
        }
    }
    let evidence = Wrapping::Alike { count: candidates.len(), ctors: module.function(ctors), assumed };
    certain(module, ctors, dtors, candidates, evidence)
}

/// The function that most candidates call first, and how many do; of several, the one with the lowest index.
fn most_common_first(candidates: &[&Candidate]) -> Option<(u32, usize)> {
    let mut counts = BTreeMap::new();
    for call in candidates.iter().filter_map(|candidate| candidate.first) {
        *counts.entry(call.callee).or_insert(0) += 1;
    }
    counts.into_iter().max_by_key(|(callee, count)| (*count, Reverse(*callee)))
}

/// Exports that only end alike, with a call that nothing else makes.
fn only_dtors(module: &Module, candidates: &[&Candidate]) -> Result<FoundWrapping> {
    let Some(dtors) = common_last(candidates, Candidate::last) else {
        return Ok(FoundWrapping::None);
    };
    let alone = callers(module, &[dtors])?.iter().all(|it| it.calls.len() == candidates.len());
    if candidates.len() < 2 || !alone {
        return Ok(FoundWrapping::None);
    }
    let dtors = module.function(dtors);
    Ok(FoundWrapping::DtorsOnly(Wrapping::AlikeAtTheEnd { count: candidates.len(), dtors, hidden: may_hide(module)? }))
}

/// The callee that all candidates that end have in common at their ends.
fn common_last(candidates: &[&Candidate], call: impl Fn(&Candidate) -> Option<Call>) -> Option<u32> {
    let ending: Vec<&Candidate> = candidates.iter().copied().filter(|candidate| candidate.ends()).collect();
    common(&ending, call)
}

/// The callee that all candidates have in common.
fn common(candidates: &[&Candidate], call: impl Fn(&Candidate) -> Option<Call>) -> Option<u32> {
    let mut callees = candidates.iter().map(|it| call(it).map(|call| call.callee));
    let first = callees.next()??;
    callees.all(|callee| callee == Some(first)).then_some(first)
}

fn certain(
    module: &Module,
    ctors: u32,
    dtors: Option<u32>,
    wrappers: &[&Candidate],
    evidence: Wrapping,
) -> Result<FoundWrapping> {
    let functions: Vec<u32> = wrappers.iter().map(|wrapper| wrapper.func).collect();
    let taken = functions.iter().zip(callers(module, &functions)?);
    let times = wrappers.iter().filter(|wrapper| wrapper.last().is_some_and(|last| Some(last.callee) == dtors)).count();
    let dtors_called = dtors.map(|func| -> Result<Dtors> {
        Ok(Dtors { func, empty: does_nothing(module, func)?, flush: flush(module, func, times)? })
    });
    let mut others: HashSet<u32> = HashSet::new();
    others.extend(module.exported_functions().filter(|export| !is_allocator(export.name)).map(|export| export.index));
    let wrapped = Wrapped {
        ctors,
        dtors: dtors_called.transpose()?,
        wrappers: wrappers.iter().filter_map(|wrapper| wrapper.seen(dtors, &others)).collect(),
        taken: taken.filter(|(_, callers)| callers.taken).map(|(func, _)| module.function(*func)).collect(),
        sets_up: Vec::new(),
        bindgen: bindgen(module, |func| functions.contains(&func))?,
    };
    Ok(FoundWrapping::Certain(wrapped, evidence))
}

impl Candidate {
    fn tail(&self) -> &[Call] {
        match &self.tail {
            Tail::Calls(calls) => calls,
            Tail::Never => &[],
        }
    }

    fn ends(&self) -> bool {
        self.tail != Tail::Never
    }

    fn last(&self) -> Option<Call> {
        self.tail().last().copied()
    }

    fn second_to_last(&self) -> Option<Call> {
        self.tail().iter().rev().nth(1).copied()
    }

    /// A wrapper; `others`: the exported functions that are more than allocators.
    fn seen(&self, dtors: Option<u32>, others: &HashSet<u32>) -> Option<Wrapper> {
        Some(Wrapper {
            func: self.func,
            ctors_call: self.first?.offset,
            allocates: !others.contains(&self.func),
            dtors_call: self.last().filter(|last| Some(last.callee) == dtors).map(|last| last.offset),
        })
    }
}
