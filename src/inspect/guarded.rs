//! Exports that make sure that an initialiser has run.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use super::body::does_nothing;
use super::body::hands_over;
use super::body::leading_call;
use super::body::only_calls;
use super::exempt::is_allocator;
use super::exempt::wants_guard;
use super::exported::CALL_DTORS;
use super::once::guard;
use super::uses::Used;
use super::uses::uses;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::hosts::INITIALIZE;
use crate::module::Export;
use crate::module::Module;

/// The name that this tool gives its run-once initialiser in the `name` section.
pub(crate) const RUN_ONCE: &str = "wasm_initfix.run_once";
/// The name that this tool gives the function that runs destructors and writes output.
pub(crate) const DESTRUCTORS: &str = "wasm_initfix.destructors";

/// An exported function that runs once.
pub(super) struct RunsOnce<'a> {
    /// The first of its names.
    pub name: &'a str,
    /// The global that says whether it has run.
    global: u32,
}

/// The exported functions that run once by their own guard, by index.
pub(super) fn run_once<'a>(module: &Module<'a>) -> Result<HashMap<u32, RunsOnce<'a>>> {
    let mut seen = HashSet::new();
    let mut found = HashMap::new();
    for export in module.exported_functions() {
        if seen.insert(export.index)
            && module.is_nullary(export.index)
            && let Some(guard) = guard(module, export.index)?.filter(|guard| guard.covers_all())
        {
            found.insert(export.index, RunsOnce { name: export.name, global: guard.global });
        }
    }
    Ok(found)
}

/// The function that exports make sure has run, and one of them, if all do that have to. It is one of `run_once`: an export
/// that calls something else first is a function of its own. Merged modules have several: then the first.
/// These are the names of others, which exports have to make sure of as well.
pub(super) fn guarded<'a>(
    module: &Module<'a>,
    run_once: &HashMap<u32, RunsOnce>,
    others: &[&str],
) -> Result<Option<(u32, &'a str)>> {
    if run_once.is_empty() {
        return Ok(None);
    }
    let once = OnceFunctions { run_once, by_global: by_global(run_once) };
    let mut guards = Guards::among(module, &once, |export| wants_guard(export.name))?;
    if guards.first.is_none() {
        // Where nothing else could make sure, allocators do.
        guards.first = Guards::among(module, &once, |export| is_allocator(export.name))?.first;
    }
    let Some((init, guarded)) = guards.first else {
        return Ok(None);
    };
    let inits: BTreeSet<u32> = guards.ensured.iter().filter_map(|(_, init)| *init).chain([init]).collect();
    // What this tool wrote has guards wherever they are wanted. What was merged with it since then has to do without.
    let is_own = inits.iter().all(|init| is_run_once(module, *init));
    let made_sure: HashSet<u32> =
        guards.ensured.iter().filter(|(_, init)| is_own && init.is_some()).map(|(func, _)| *func).collect();
    let holds = !has_other_initialiser(module, &inits, others, &made_sure)?
        && (is_own || !guards.rivals && guards.cover(module, &once, &inits)?);
    Ok(holds.then_some((init, guarded)))
}

/// A program whose exports make sure of something first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct GuardedProgram {
    /// The function that does it once; none if an optimiser has put it into the exports.
    pub once: Option<u32>,
    /// Whether it is known to run the constructors, since this tool made it. Without its name, exports may make sure of something
    /// else.
    pub is_own: bool,
}

/// What the exports of a program make sure of: all that should, or at least `_start` of the initialiser that this tool made. What was
/// merged with it since then has to do without.
pub(super) fn guarded_program(module: &Module, start: u32) -> Result<Option<GuardedProgram>> {
    let mut guards = GuardsByCallee::default();
    let Some(of_start) = guards.by(module, start)? else {
        return Ok(None);
    };
    let mut once = of_start.func;
    let is_own = |once: Option<u32>| once.is_some_and(|once| is_run_once(module, once));
    if is_own(once) {
        return Ok(Some(GuardedProgram { once, is_own: true }));
    }
    let mut seen = HashSet::new();
    for export in module.exported_functions().filter(|export| wants_guard(export.name) && seen.insert(export.index)) {
        let found = guards.by(module, export.index)?;
        if found.is_none_or(|found| found.global != of_start.global) {
            return Ok(None);
        }
        once = once.or(found.and_then(|found| found.func));
    }
    Ok(Some(GuardedProgram { once, is_own: is_own(once) }))
}

/// The guard that an export has: its own, or that of the function that it calls first.
#[derive(Clone, Copy)]
struct FoundGuard {
    global: u32,
    /// The function that it calls first, if the guard is in that.
    func: Option<u32>,
}

/// What is known of functions that exports call first: many call the same.
#[derive(Default)]
struct GuardsByCallee(HashMap<u32, Option<u32>>);

impl GuardsByCallee {
    fn by(&mut self, module: &Module, func: u32) -> Result<Option<FoundGuard>> {
        if let Some(guard) = guard(module, func)? {
            return Ok(Some(FoundGuard { global: guard.global, func: None }));
        }
        let Some(callee) = leading_call(module, func)?.map(|call| call.callee) else {
            return Ok(None);
        };
        let global = match self.0.get(&callee) {
            Some(known) => *known,
            None => {
                let found = guard(module, callee)?.filter(|guard| guard.covers_all()).map(|guard| guard.global);
                *self.0.entry(callee).or_insert(found)
            }
        };
        Ok(global.map(|global| FoundGuard { global, func: Some(callee) }))
    }
}

/// Whether the `name` section says that this tool made a function; binaryen adds a number where it merges two.
fn is_run_once(module: &Module, func: u32) -> bool {
    let rest = module.names.function(func).and_then(|name| name.strip_prefix(RUN_ONCE));
    rest.is_some_and(|rest| rest.trim_start_matches('_').bytes().all(|byte| byte.is_ascii_digit()))
}

/// The functions that run once, by their global. An export without work of its own looks like the initialiser once an optimiser
/// has put that into it: the one with an initialiser's name is that, else the first.
fn by_global(run_once: &HashMap<u32, RunsOnce>) -> HashMap<u32, u32> {
    let mut found: HashMap<u32, (bool, u32)> = HashMap::new();
    for (func, it) in run_once {
        let is_named = [INITIALIZE, CALL_CTORS].contains(&it.name);
        let one = found.entry(it.global).or_insert((!is_named, *func));
        *one = (*one).min((!is_named, *func));
    }
    found.into_iter().map(|(global, (_, func))| (global, func)).collect()
}

/// The functions that run once, by index and by the global that says whether they have.
struct OnceFunctions<'r, 'a> {
    run_once: &'r HashMap<u32, RunsOnce<'a>>,
    by_global: HashMap<u32, u32>,
}

impl OnceFunctions<'_, '_> {
    /// The one that a function makes sure has run, before it does anything else: it calls that, or an optimiser has put that into it.
    fn ensured_by(&self, module: &Module, func: u32) -> Result<Option<u32>> {
        if let Some(it) = self.run_once.get(&func) {
            return Ok(self.by_global.get(&it.global).copied().filter(|init| *init != func));
        }
        let called = leading_call(module, func)?.map(|call| call.callee).filter(|it| self.run_once.contains_key(it));
        match called {
            Some(init) => Ok(Some(init)),
            None => Ok(guard(module, func)?.and_then(|guard| self.by_global.get(&guard.global).copied())),
        }
    }
}

/// Which exports make sure that a function has run.
struct Guards<'a> {
    /// The first function that one does, and that export.
    first: Option<(u32, &'a str)>,
    /// Each, and the function.
    ensured: Vec<(u32, Option<u32>)>,
    /// Whether one of them is an initialiser itself, by the name of what it does then.
    rivals: bool,
}

impl<'a> Guards<'a> {
    fn among(module: &Module<'a>, once: &OnceFunctions, is_one: impl Fn(&Export<'a>) -> bool) -> Result<Self> {
        let mut guards = Self { first: None, ensured: Vec::new(), rivals: false };
        // One function may be exported under many names.
        let mut seen = HashSet::new();
        for export in module.exported_functions().filter(|export| is_one(export) && seen.insert(export.index)) {
            let ensured = once.ensured_by(module, export.index)?;
            if let Some(init) = ensured {
                let target = hands_over(module, export.index)?.map(|it| it.target);
                guards.rivals |= target.is_some_and(|it| module.names.function(it) == Some(CALL_CTORS));
                guards.first = guards.first.or(Some((init, export.name)));
            }
            guards.ensured.push((export.index, ensured));
        }
        Ok(guards)
    }

    /// Whether each export makes sure of each of these initialisers, or has nothing to do with it.
    fn cover(&self, module: &Module, once: &OnceFunctions, inits: &BTreeSet<u32>) -> Result<bool> {
        // Merged modules are few.
        const MOST: usize = 8;
        if inits.len() > MOST {
            return Ok(false);
        }
        let mut budget = 1 << 20;
        let of_inits: Vec<(u32, Used)> = inits
            .iter()
            .map(|init| Ok((*init, uses(module, *init, |_| Ok(false), &mut budget)?)))
            .collect::<Result<_>>()?;
        let dtors = module.exported_functions().find(|export| export.name == CALL_DTORS).map(|export| export.index);
        for (func, ensured) in &self.ensured {
            let is_dtors =
                dtors == Some(*func) || [CALL_DTORS, DESTRUCTORS].map(Some).contains(&module.names.function(*func));
            if is_dtors || inits.contains(func) {
                continue;
            }
            let mut others = of_inits.iter().filter(|(init, _)| Some(*init) != *ensured).peekable();
            if others.peek().is_none() {
                continue;
            }
            // A function that makes sure itself is on its own.
            let is_apart = |func| Ok(once.ensured_by(module, func)?.is_some() || does_nothing(module, func)?);
            let used = uses(module, *func, is_apart, &mut budget)?;
            if !others.all(|(_, of_init)| used.is_apart_from(of_init)) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Whether a function with an initialiser's name is exported and does more than to run one of these. Those that are `apart` are known to
/// be exports like others.
fn has_other_initialiser(module: &Module, inits: &BTreeSet<u32>, names: &[&str], apart: &HashSet<u32>) -> Result<bool> {
    for name in names {
        let func = module.exported_functions().find(|export| export.name == *name).map(|export| export.index);
        let is_one = |func: &u32| !inits.contains(func) && !apart.contains(func) && module.is_nullary(*func);
        if let Some(func) = func.filter(is_one)
            && !does_nothing(module, func)?
            && !only_calls_one_of(module, func, inits)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn only_calls_one_of(module: &Module, func: u32, inits: &BTreeSet<u32>) -> Result<bool> {
    for init in inits {
        if only_calls(module, func, *init)? {
            return Ok(true);
        }
    }
    Ok(false)
}
