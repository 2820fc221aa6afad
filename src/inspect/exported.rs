//! An initialiser that the host calls by name.

use super::body::does_nothing;
use super::body::leading_call;
use super::callers::callers;
use super::indirect::can_call_nullary;
use super::once::OnceGuard;
use super::once::guard;
use super::reach::leads_to;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::module::Export;
use crate::module::Function;
use crate::module::Module;

/// What lld appends to a wrapped function's name in the `name` section.
pub(crate) const SUFFIX: &str = ".command_export";

/// The function that runs static destructors, `atexit` handlers and the flushing of stdio, in wasi-libc.
pub(crate) const CALL_DTORS: &str = "__wasm_call_dtors";

/// An exported function of type `() -> ()` that runs the constructors.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exported {
    /// Its index.
    pub func: u32,
    /// The export that hosts call.
    pub name: String,
    /// Every other export that would run the constructors again.
    pub aliases: Vec<String>,
    /// Whether there is nothing to run.
    pub empty: bool,
    /// Whether it looks whether it has run, and runs only once.
    pub once: bool,
    /// Whether functions of the module call it, which then does no harm: so no host need call it first.
    pub ensured: bool,
    /// What else could run it.
    pub others: Option<Others>,
}

/// What else could run an initialiser, or the same constructors.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Others {
    /// The start section runs it.
    Start,
    /// `__wasm_call_ctors` is exported beside it and not called by it.
    Ctors,
    /// This export initialises what was merged into the module.
    Merged(String),
    /// This export runs constructors on every call: those of a wrapped module that was merged into this one.
    Wrapped(String),
    /// A reference to this function, which is the initialiser or what it calls, is taken, and may be called.
    Referred(Function),
    /// This function calls it.
    Caller(Function),
}

impl Exported {
    /// All exports that run the constructors, the one that hosts call first.
    pub fn names(&self) -> Vec<&str> {
        std::iter::once(&self.name).chain(&self.aliases).map(String::as_str).collect()
    }

    /// Whether one of its exports has this name.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.iter().any(|alias| alias == name)
    }

    /// The same, where a host has a table from now on, and can call what that holds.
    pub(super) fn with_shared_table(&mut self, module: &Module) -> Result<()> {
        if self.others.is_none() {
            let outer = (!self.once).then_some(self.func);
            let targets: Vec<u32> = outer.into_iter().chain(inner(module, self.func)?).collect();
            let mut taken = targets.iter().zip(callers(module, &targets)?).filter(|(_, callers)| callers.taken);
            self.others = taken.next().map(|(target, _)| Others::Referred(module.function(*target)));
        }
        Ok(())
    }

    pub(super) fn observe(module: &Module, func: u32, name: &str) -> Result<Self> {
        let inner = inner(module, func)?;
        let again = module
            .exported_functions()
            .filter(|export| export.name != name && (export.index == func || Some(export.index) == inner))
            .map(|export| export.name.to_owned());
        let once = guard(module, func)?.is_some_and(OnceGuard::covers_all);
        Ok(Self {
            func,
            name: name.to_owned(),
            aliases: again.collect(),
            empty: does_nothing(module, func)?,
            once,
            ensured: once && callers(module, &[func])?.iter().any(|it| !it.calls.is_empty()),
            others: others(module, func, name, inner)?,
        })
    }
}

/// `__wasm_call_ctors`, if the initialiser is a function around it, as `_initialize` of wasi-libc is.
fn inner(module: &Module, func: u32) -> Result<Option<u32>> {
    // An import of that name, or what takes or gives something, is another function.
    let is_one = |func: &u32| *func >= module.imported_functions && module.is_nullary(*func);
    let exported = module.exported_functions().find(|export| export.name == CALL_CTORS);
    let by_name = || {
        (module.imported_functions..module.function_count())
            .find(|func| module.names.function(*func) == Some(CALL_CTORS))
    };
    let Some(ctors) = exported.map(|export| export.index).filter(is_one).or_else(by_name).filter(is_one) else {
        return Ok(None);
    };
    Ok((ctors != func && leads_to(module, func, ctors)?).then_some(ctors))
}

/// Whether `__wasm_call_ctors` is exported beside another initialiser that does not call it: an optimiser may have inlined the
/// one into the other, or both may be meant to run.
fn has_rival(module: &Module, func: u32, inner: Option<u32>) -> Result<bool> {
    let is_one = |export: &&Export| export.name == CALL_CTORS && module.is_nullary(export.index);
    for export in module.exported_functions().filter(is_one) {
        if export.index != func && Some(export.index) != inner && !does_nothing(module, export.index)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The initialiser of another module that was merged into this one: wasm-merge gives exports of the same name a number
/// (binaryen's `src/tools/wasm-merge.cpp`, `--rename-export-conflicts`).
fn merged(module: &Module, name: &str, func: u32) -> Result<Option<String>> {
    let is_numbered = |other: &str| {
        let number = other.strip_prefix(name).and_then(|rest| rest.strip_prefix('_'));
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    for export in module.exported_functions().filter(|export| is_numbered(export.name)) {
        let is_other = export.index != func && module.is_nullary(export.index);
        // One that runs once has exports that make sure of it.
        let runs_once = || Ok::<_, Error>(guard(module, export.index)?.is_some_and(OnceGuard::covers_all));
        if is_other && !does_nothing(module, export.index)? && !runs_once()? {
            return Ok(Some(export.name.to_owned()));
        }
    }
    Ok(None)
}

/// An export that lld wrapped, so that it runs constructors each time. lld wraps all exports of a module, or none.
fn wrapped(module: &Module) -> Result<Option<String>> {
    let is_ctors = |func: u32| module.names.function(func).is_some_and(|name| name.starts_with(CALL_CTORS));
    for export in module.exported_functions() {
        let is_wrapper = module.names.function(export.index).is_some_and(|name| name.ends_with(SUFFIX));
        if is_wrapper
            && let Some(call) = leading_call(module, export.index)?
            && is_ctors(call.callee)
            && !does_nothing(module, call.callee)?
        {
            return Ok(Some(export.name.to_owned()));
        }
    }
    Ok(None)
}

/// Whether the start function leads to one of these.
fn runs(module: &Module, start: u32, outer: Option<u32>, inner: Option<u32>) -> Result<bool> {
    for func in outer.into_iter().chain(inner) {
        if leads_to(module, start, func)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Of the callers of what an initialiser runs, one that is neither the initialiser nor on its way; else the last one.
fn another(module: &Module, func: u32, callers: &[u32]) -> Result<Option<u32>> {
    for caller in callers.iter().copied().filter(|caller| *caller != func) {
        if !leads_to(module, func, caller)? {
            return Ok(Some(caller));
        }
    }
    Ok(callers.last().copied())
}

fn others(module: &Module, func: u32, name: &str, inner: Option<u32>) -> Result<Option<Others>> {
    let is_once = guard(module, func)?.is_some_and(OnceGuard::covers_all);
    if let Some(start) = module.start
        && (start == func || runs(module, start, (!is_once).then_some(func), inner)?)
    {
        return Ok(Some(Others::Start));
    }
    if has_rival(module, func, inner)? {
        return Ok(Some(Others::Ctors));
    }
    if let Some(other) = merged(module, name, func)? {
        return Ok(Some(Others::Merged(other)));
    }
    if let Some(other) = wrapped(module)? {
        return Ok(Some(Others::Wrapped(other)));
    }
    // A call of a function that looks whether it has run does no harm.
    let outer = (!is_once).then_some((func, 0));
    // One call of the inner function is the initialiser's own, or that of a function on the way to it.
    let watched: Vec<(u32, usize)> = outer.into_iter().chain(inner.map(|inner| (inner, 1))).collect();
    let targets: Vec<u32> = watched.iter().map(|(target, _)| *target).collect();
    for ((target, own), callers) in watched.iter().zip(callers(module, &targets)?) {
        if callers.taken && can_call_nullary(module)? {
            return Ok(Some(Others::Referred(module.function(*target))));
        }
        if callers.calls.len() > *own {
            return Ok(another(module, func, &callers.calls)?.map(|caller| Others::Caller(module.function(caller))));
        }
    }
    Ok(None)
}
