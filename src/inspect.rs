//! Observations about a module, each with its evidence; no opinions.

pub(crate) mod access;
mod bindgen;
pub(crate) mod body;
pub(crate) mod callers;
mod candidates;
mod constructors;
mod convention;
pub(crate) mod effects;
mod evidence;
pub(crate) mod exempt;
mod exported;
mod facts;
pub(crate) mod first;
mod flag;
mod flow;
mod flush;
mod globals;
mod guarded;
mod hidden;
mod indirect;
mod initialiser;
pub(crate) mod itself;
mod loaders;
mod main_function;
mod mark;
mod memory;
mod named;
mod once;
mod own_state;
mod padded;
mod persistence;
mod program;
mod prologue;
mod ran;
mod reach;
mod renames;
mod root;
mod runner;
mod set_back;
mod sharing;
mod start;
mod table;
mod uses;
mod wrapped;
mod written;
mod zeroed;

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use wasmparser::ProducersSectionReader;
use wasmparser::TypeRef;

use crate::error::Error;
use crate::error::Result;
use crate::hosts::CALL_CTORS;
use crate::hosts::INIT_NAMES;
use crate::hosts::INITIALIZE;
use crate::module::Export;
use crate::module::Import;
use crate::module::Module;
use crate::nearest::did_you_mean;

pub use crate::module::Function;
pub(crate) use bindgen::BINDGEN_START;
pub use bindgen::Bindgen;
pub use bindgen::BindgenStart;
#[doc(hidden)]
pub use constructors::constructors;
pub use convention::Convention;
use convention::LookedAt;
pub use effects::Assumption;
pub use effects::Basis;
pub use effects::Effect;
pub use effects::ImportEffect;
pub(crate) use effects::is_wasi;
pub use evidence::Doubt;
pub use evidence::Evidence;
pub use evidence::Sign;
pub use evidence::Wrapping;
#[cfg(feature = "aot")]
pub(crate) use exported::CALL_DTORS;
pub use exported::Exported;
pub use exported::Others;
pub(crate) use exported::SUFFIX;
pub use facts::ExportedFunction;
pub use facts::Facts;
#[doc(hidden)]
pub use facts::GivenTable;
#[doc(hidden)]
pub use facts::InspectOptions;
pub use first::Each;
pub use first::First;
pub use flag::FlagWord;
pub(crate) use flag::HAVE_RUN;
pub use flag::LinkersWord;
pub(crate) use flag::RUNNING;
#[cfg(feature = "aot")]
pub(crate) use flag::guard_word;
pub use flush::Flush;
pub use globals::GlobalFacts;
pub(crate) use guarded::DESTRUCTORS;
pub use guarded::GuardedProgram;
pub(crate) use guarded::RUN_ONCE;
pub use initialiser::Initialiser;
pub use initialiser::Proof;
pub use initialiser::StartVerdict;
pub use itself::Itself;
pub use loaders::Loader;
pub(crate) use loaders::is_tool_export;
pub use main_function::MainFunction;
pub use main_function::MainOutput;
pub use mark::Mark;
pub use mark::Marked;
pub(crate) use mark::hash;
pub use memory::Direction;
pub use memory::MemoryFacts;
pub use named::Named;
pub(crate) use named::meant;
pub use own_state::OwnState;
pub use persistence::Persistence;
pub use program::Program;
pub use ran::Ran;
pub use reach::BUDGET;
pub use reach::Beyond;
#[doc(hidden)]
pub use reach::CallGraph;
#[doc(hidden)]
pub use reach::CalledFunction;
pub use reach::Depth;
pub use reach::Exposed;
pub use reach::ExposedKind;
#[doc(hidden)]
pub use reach::GraphCall;
#[doc(hidden)]
pub use reach::Open;
#[doc(hidden)]
pub use reach::OpenCall;
pub use reach::Reach;
pub use reach::ReachedImport;
#[doc(hidden)]
pub use reach::graph;
pub use renames::RenameExport;
pub use renames::RenameImport;
pub use renames::RenamedExport;
pub use renames::RenamedImport;
pub use renames::Renames;
#[cfg(feature = "cli")]
pub(crate) use renames::idle_exports;
#[cfg(feature = "cli")]
pub(crate) use renames::idle_imports;
pub(crate) use renames::renames;
pub use runner::Runner;
pub use sharing::Sharing;
pub use start::Start;
pub use start::StartKind;
pub use table::TableFacts;
pub use wrapped::DroppedCall;
pub use wrapped::Dtors;
pub use wrapped::Wrapped;
pub use wrapped::Wrapper;
pub use written::ActiveSegment;
pub use written::WrittenFirst;

/// Looks at a module.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if [`InspectOptions::init_export`] is no exported function of type
/// `() -> ()`, or if something is said of an import or an export that is not there.
pub fn inspect(module: &Module, options: &InspectOptions) -> Result<Facts> {
    check_assumptions(module, options.assume)?;
    let renames = renames::renames(module, options.rename_imports, options.rename_exports)?;
    let mut memories = memory::memories(module, options.for_hosts || options.for_limits, options.for_limits)?;
    let start = start(module, &mut memories)?;
    if options.for_zeros {
        see_written(module, start.as_ref(), &mut memories)?;
    }
    let look = LookedAt { module, named: options.init_export, assume_wrapped: options.assume_wrapped };
    let (mut convention, evidence) = convention::recognise(&look)?;
    if options.shares_table {
        convention.with_shared_table(module)?;
    }
    let mut facts = Facts {
        memory: Direction::of_all(&memories),
        memories,
        tables: table::tables(module),
        start,
        convention,
        evidence,
        initialiser: None,
        main: None,
        first: first::first(module)?,
        functions: functions(module, options.for_hosts),
        emptied: emptied(module)?,
        candidates: Vec::new(),
        exports: module.exports.iter().map(|export| export.name.to_owned()).collect(),
        wasi: module.imports.iter().any(|import| effects::is_wasi(import.module)),
        idle_patterns: idle_patterns(module, options.assume),
        user_import: user_import(module, options.assume),
        memory_import: memory_import(module, options.assume),
        imports: other_imports(module),
        globals: GlobalFacts::of(module),
        renames,
        producers: producers(module),
        run_once: module.names.functions().find(|(_, name)| *name == RUN_ONCE).map(|(func, _)| func),
        sharing: None,
        persistence: None,
        names: !module.names.is_empty(),
        own_names: if options.for_hosts { own_names(module) } else { Vec::new() },
        compact_imports: module.compact_imports,
        bulk_memory: options.for_zeros && written::has_bulk_memory(module)?,
        debug_info: has(module, |name| name.starts_with(".debug_") || name == "external_debug_info"),
        source_map: has(module, |name| name == "sourceMappingURL"),
    };
    if options.for_hosts && options.depth == Some(Depth::Full) {
        facts.candidates = candidates::candidates(module, &facts.convention, facts.start.as_ref())?;
    }
    facts.initialiser = root::initialiser(module, &facts, options)?;
    if options.for_persistence {
        facts.persistence = Some(persistence::persistence(module, &root::startable(&facts))?);
    }
    facts.sharing = sharing::sharing(module, facts.start.as_ref(), root::movable(&facts))?;
    if let Convention::Command(Program::Runs(wrapped)) = &facts.convention
        && options.of_program
    {
        facts.main = main_function::main_function(module, wrapped)?;
    }
    Ok(facts)
}

/// The start section; what it writes counts as data.
fn start(module: &Module, memories: &mut [MemoryFacts]) -> Result<Option<Start>> {
    let start = start::start(module)?;
    if let Some(marked) = start.as_ref().and_then(|start| start.marked.as_ref())
        && let Some(memory) = memories.get_mut(marked.mark.memory as usize)
        && let (Some(end), Some(func)) = (memory.data_end, module.start)
    {
        memory.data_end = Some(end.max(mark::written_by(module, func, marked)?));
    }
    Ok(start)
}

/// What of each memory is written before anything else.
fn see_written(module: &Module, start: Option<&Start>, memories: &mut [MemoryFacts]) -> Result<()> {
    let written = written::written(module, start)?;
    memories.iter_mut().zip(written).for_each(|(memory, written)| memory.written = written);
    Ok(())
}

/// Whether what is assumed is about imports that the module has.
fn check_assumptions(module: &Module, assumed: &[(String, Assumption)]) -> Result<()> {
    if assumed.is_empty() {
        return Ok(());
    }
    let imports = (0..module.imported_functions).filter_map(|func| module.function_import(func));
    let names: BTreeSet<String> = imports.map(|import| format!("{}.{}", import.module, import.name)).collect();
    for (pattern, _) in assumed.iter().filter(|(pattern, _)| !pattern.contains('*')) {
        if !names.contains(pattern) {
            let meant = did_you_mean(pattern, names.iter().map(String::as_str));
            return Err(Error::refused(format!("--assume {pattern}: no function is imported under that name{meant}")));
        }
    }
    Ok(())
}

fn idle_patterns(module: &Module, assumed: &[(String, Assumption)]) -> Vec<String> {
    let is_idle = |pattern: &&String| {
        let mut imports = (0..module.imported_functions).filter_map(|func| module.function_import(func));
        pattern.contains('*') && !imports.any(|import| effects::is_meant(pattern, import.module, import.name))
    };
    assumed.iter().map(|(pattern, _)| pattern).filter(is_idle).cloned().collect()
}

fn user_import(module: &Module, assumed: &[(String, Assumption)]) -> Option<(String, String)> {
    first_import(module, assumed, |import, effect| !effects::is_wasi(import.module) && effect != Effect::Aborts)
}

fn memory_import(module: &Module, assumed: &[(String, Assumption)]) -> Option<(String, String)> {
    first_import(module, assumed, |_, effect| effect == Effect::NeedsMemory)
}

fn first_import(
    module: &Module,
    assumed: &[(String, Assumption)],
    is_it: impl Fn(&Import, Effect) -> bool,
) -> Option<(String, String)> {
    let mut imports = (0..module.imported_functions).filter_map(|func| Some((func, module.function_import(func)?)));
    let effect =
        |func, import: &Import| effects::effect(import.module, import.name, module.function_type(func), assumed).effect;
    let import = imports.find(|(func, import)| is_it(import, effect(*func, import)))?.1;
    Some((import.module.to_owned(), import.name.to_owned()))
}

fn other_imports(module: &Module) -> HashSet<(String, String)> {
    let others = module.imports.iter().filter(|import| !matches!(import.ty, TypeRef::Memory(_)));
    others.map(|import| (import.module.to_owned(), import.name.to_owned())).collect()
}

/// Every exported function; `closely`: with the functions that have the exports' names as their own.
fn functions(module: &Module, closely: bool) -> Vec<ExportedFunction> {
    let mut own: HashMap<&str, u32> = HashMap::new();
    if closely {
        own.extend(module.exported_functions().map(|export| (export.name, u32::MAX)));
        for func in (module.imported_functions..module.function_count()).rev() {
            if let Some(first) = module.names.function(func).and_then(|name| own.get_mut(name)) {
                *first = func;
            }
        }
    }
    let exported = |export: &Export| ExportedFunction {
        name: export.name.to_owned(),
        func: export.index,
        namesake: own.get(export.name).copied().filter(|func| *func != u32::MAX && *func != export.index),
    };
    module.exported_functions().map(exported).collect()
}

fn emptied(module: &Module) -> Result<Vec<String>> {
    let mut emptied = Vec::new();
    for export in module.exported_functions().filter(|export| [INITIALIZE, CALL_CTORS].contains(&export.name)) {
        if module.is_nullary(export.index) && body::does_nothing(module, export.index)? {
            emptied.push(export.name.to_owned());
        }
    }
    Ok(emptied)
}

fn own_names(module: &Module) -> Vec<&'static str> {
    let functions = module.imported_functions..module.function_count();
    let has = |name: &&str| functions.clone().any(|func| module.names.function(func) == Some(*name));
    INIT_NAMES.into_iter().filter(has).collect()
}

fn has(module: &Module, is_it: impl Fn(&str) -> bool) -> bool {
    module.customs().any(|custom| is_it(custom.name))
}

/// `language`, `processed-by` and `sdk` fields as `name version`, in file order.
fn producers(module: &Module) -> Vec<String> {
    let Some(custom) = module.custom("producers") else {
        return Vec::new();
    };
    let reader = wasmparser::BinaryReader::new(custom.data, 0);
    let Ok(fields) = ProducersSectionReader::new(reader) else {
        return Vec::new();
    };
    let values = fields.into_iter().flatten().flat_map(|field| field.values.into_iter().flatten());
    values.map(|value| format!("{} {}", value.name, value.version).trim().to_owned()).collect()
}
