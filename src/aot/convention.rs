//! How a host that knows the conventions initialises a module, and which function that comes down to.

use wasmparser::Operator;

use crate::error::Result;
use crate::hosts::Host;
use crate::hosts::INITIALIZE;
use crate::inspect::Convention;
use crate::inspect::Exported;
use crate::inspect::Facts;
use crate::inspect::GuardedProgram;
use crate::inspect::Program;
use crate::inspect::StartKind;
use crate::inspect::body::does_nothing;
use crate::module::Module;

/// What a host does after instantiation and before anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Init {
    /// Nothing.
    Nothing,
    /// It calls these exports.
    Exports(Vec<String>),
    /// Nothing: every export runs the constructors. Here they are run once, so that what follows can be told from it.
    EveryCall {
        ctors: u32,
        /// What a program called before them, to set up libc.
        sets_up: Vec<u32>,
        /// The function that runs the destructors.
        dtors: Option<u32>,
        /// Whether the exports that are called then run them, so that nothing else has to.
        by_export: bool,
        /// The exports that are called then.
        then: Vec<String>,
    },
    /// Nothing, and nothing else runs them. Here they are run, so that a module that does can be compared.
    Never(u32),
    /// Nothing: exports make sure that this function has run.
    Guarded(u32),
}

impl Init {
    pub(super) fn of(module: &Module, facts: &Facts) -> Self {
        if let Some(exported) = facts.convention.exported() {
            return Self::Exports(vec![exported.name.clone()]);
        }
        if let Convention::Wrapped(wrapped) = &facts.convention {
            let loader = facts.loader();
            let then =
                loader.into_iter().flat_map(|loader| loader.initialisers).filter(|name| is_initialiser(module, name));
            return Self::EveryCall {
                ctors: wrapped.ctors,
                sets_up: wrapped.sets_up.iter().map(|call| call.callee).collect(),
                dtors: wrapped.dtors.map(|dtors| dtors.func),
                by_export: wrapped.called_first().is_some(),
                then: then.map(|name| (*name).to_owned()).collect(),
            };
        }
        if let Convention::Command(Program::Guarded(GuardedProgram { once: Some(once), .. })) = &facts.convention {
            return Self::Guarded(*once);
        }
        if let Some(ctors) = facts.convention.movable() {
            return Self::Never(ctors);
        }
        let Some(loader) = facts.loader() else {
            return Self::Nothing;
        };
        let initialiser = loader.initialisers.iter().find(|name| is_initialiser(module, name));
        match (initialiser, facts.run_once) {
            // What its loader calls first has yet to be made.
            (None, Some(once)) => Self::Guarded(once),
            _ => Self::exports(module, initialiser.as_slice()),
        }
    }

    /// The exports that are called.
    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::Exports(names) | Self::EveryCall { then: names, .. } => names,
            Self::Nothing | Self::Guarded(_) | Self::Never(_) => &[],
        }
    }

    /// The names under which functions of type `() -> ()` are exported.
    pub(super) fn exports<S: AsRef<str>>(module: &Module, names: &[S]) -> Self {
        let names = names.iter().map(AsRef::as_ref).filter(|name| is_initialiser(module, name));
        let found: Vec<String> = names.map(str::to_owned).collect();
        if found.is_empty() { Self::Nothing } else { Self::Exports(found) }
    }
}

/// Whether the start section of the second module may run the constructors that `_start` ran in the first.
pub(super) fn starts_program(before: &Facts, after: &Facts) -> bool {
    let runs_code = |facts: &Facts| facts.start.as_ref().is_some_and(|start| start.kind != StartKind::MemoryInit);
    match after.convention {
        Convention::Command(Program::Started(_)) => true,
        Convention::Command(Program::Unseen | Program::Nothing) => !runs_code(before) && runs_code(after),
        _ => false,
    }
}

/// Whether a host may write to exports before the constructors run: it has them already, and nothing tells it to run the constructors
/// first. A host that knows their export calls it before anything else, and so does a loader.
pub(super) fn is_late(facts: &Facts, init: &Init, host: &Host) -> bool {
    let is_first = |name: &String| name == INITIALIZE || host.calls.contains(&name.as_str());
    facts.loader().is_none()
        && match init {
            Init::Exports(names) => !names.iter().all(is_first),
            Init::EveryCall { .. } | Init::Guarded(_) => true,
            Init::Nothing | Init::Never(_) => false,
        }
}

/// The names of all exports that run the constructors, whether or not a host calls them, or what has to run before: no
/// ordinary exports.
pub(super) fn initialisers(facts: &Facts, init: &Init) -> Vec<String> {
    let mut names = init.names().to_vec();
    names.extend(facts.convention.exported().into_iter().flat_map(Exported::names).map(str::to_owned));
    names.extend(facts.start.iter().flat_map(|start| start.exports.clone()));
    if let Convention::Wrapped(wrapped) = &facts.convention
        && let Some(func) = wrapped.called_first()
    {
        names.extend(facts.functions.iter().filter(|export| export.func == func).map(|export| export.name.clone()));
    }
    names.extend(facts.emptied.iter().cloned());
    names.extend(facts.first.iter().map(|first| first.name.to_owned()));
    names.sort_unstable();
    names.dedup();
    names
}

/// What must run exactly once: all constructors, behind the guard that makes sure of that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Constructors {
    /// There is no such function, or it does nothing.
    None,
    /// These functions of the module: one, and others that do the same.
    Functions(Vec<u32>),
    /// An imported function, by module name and name.
    Import(String, String),
}

pub(super) fn constructors(module: &Module, facts: &Facts, init: &Init) -> Result<Constructors> {
    let once = if let Init::Guarded(once) = init { Some(*once) } else { facts.convention.run_once() };
    let root = match facts.convention {
        _ if let Some(once) = once => first_nullary_callee(module, once)?,
        _ if let Some(func) = facts.convention.movable() => Some(func),
        Convention::Start => module.start,
        // What its loader calls first need not be what runs them.
        Convention::Undecidable => None,
        _ => init.names().last().and_then(|name| {
            module.exported_functions().find(|export| export.name == *name).map(|export| export.index)
        }),
    };
    Ok(match root {
        None => Constructors::None,
        Some(func) => match module.function_import(func) {
            Some(import) => Constructors::Import(import.module.to_owned(), import.name.to_owned()),
            None if does_nothing(module, func)? => Constructors::None,
            None => Constructors::Functions(vec![func]),
        },
    })
}

fn is_initialiser(module: &Module, name: &str) -> bool {
    module.exported_functions().any(|export| export.name == name && module.is_nullary(export.index))
}

/// What a run-once function runs once.
fn first_nullary_callee(module: &Module, func: u32) -> Result<Option<u32>> {
    for operator in module.operators(func) {
        if let Operator::Call { function_index } = operator?.0
            && module.is_nullary(function_index)
        {
            return Ok(Some(function_index));
        }
    }
    Ok(None)
}
