//! How a host that knows the conventions initialises a module, and which function that comes down to.

use wasmparser::Operator;

use crate::error::Result;
use crate::inspect::Convention;
use crate::inspect::Exported;
use crate::inspect::Facts;
use crate::module::Module;

/// What a host does after instantiation and before anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Init {
    /// Nothing.
    Nothing,
    /// It calls these exports.
    Exports(Vec<String>),
    /// Nothing: every export runs the constructors. Here they are run once, so that what follows can be told from it.
    EveryCall { ctors: u32 },
}

impl Init {
    pub(super) fn of(module: &Module, facts: &Facts) -> Self {
        if let Some(exported) = exported(facts) {
            return Self::Exports(exported.names.first().cloned().into_iter().collect());
        }
        match &facts.convention {
            Convention::Wrapped(wrapped) => Self::EveryCall { ctors: wrapped.ctors },
            // Hosts call what is there, though the start section has taken over.
            Convention::Start => Self::first_of(module, &["_initialize", "__wasm_call_ctors"]),
            // tool-conventions, DynamicLinking.md
            Convention::Dylink => Self::all_of(module, &["__wasm_apply_data_relocs", "__wasm_call_ctors"]),
            Convention::Bindgen => Self::first_of(module, &["__wbindgen_start"]),
            Convention::Emscripten => Self::first_of(module, &["__wasm_call_ctors", "_initialize"]),
            _ => Self::Nothing,
        }
    }

    /// The exports that are called.
    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::Exports(names) => names,
            Self::Nothing | Self::EveryCall { .. } => &[],
        }
    }

    fn first_of(module: &Module, names: &[&str]) -> Self {
        let first = names.iter().find(|name| is_initialiser(module, name));
        first.map_or(Self::Nothing, |name| Self::Exports(vec![(*name).to_owned()]))
    }

    fn all_of(module: &Module, names: &[&str]) -> Self {
        let found: Vec<String> =
            names.iter().filter(|name| is_initialiser(module, name)).map(|name| (*name).to_owned()).collect();
        if found.is_empty() { Self::Nothing } else { Self::Exports(found) }
    }
}

/// The initialiser that a host calls: the one that the user names, or else that of the convention.
fn exported(facts: &Facts) -> Option<&Exported> {
    let conventional = match &facts.convention {
        Convention::Reactor(it) | Convention::Ctors(it) | Convention::Lazy(it) | Convention::ExportStart(it) => {
            Some(it)
        }
        _ => None,
    };
    facts.named.as_ref().or(conventional)
}

fn is_initialiser(module: &Module, name: &str) -> bool {
    module.exported_functions().any(|export| export.name == name && module.is_nullary(export.index))
}

/// The function that must run exactly once: all constructors, behind whatever makes sure of that.
pub(super) fn constructors(module: &Module, facts: &Facts) -> Result<Option<u32>> {
    let root = match (exported(facts), &facts.convention) {
        (Some(it), _) if it.once => first_nullary_callee(module, it.func)?,
        (Some(it), _) => Some(it.func),
        (None, Convention::Wrapped(wrapped)) => Some(wrapped.ctors),
        (None, Convention::Start) => module.start,
        (None, _) => None,
    };
    Ok(root.filter(|func| *func >= module.imported_functions))
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
