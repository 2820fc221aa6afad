//! Observations about a module, each with its evidence; no opinions.

pub(crate) mod body;
pub(crate) mod callers;
mod constructors;
mod convention;
pub(crate) mod effects;
mod evidence;
mod exported;
mod initialiser;
mod loaders;
mod memory;
mod ran;
mod reach;
mod start;
mod wrapped;

use wasmparser::ProducersSectionReader;

use crate::error::Error;
use crate::error::Result;
use crate::hosts::INIT_NAMES;
use crate::module::Module;

pub use crate::module::Function;
pub use constructors::constructors;
pub use convention::Convention;
pub(crate) use convention::RUN_ONCE;
pub use effects::Assumption;
pub use effects::Basis;
pub use effects::Effect;
pub use effects::ImportEffect;
pub use evidence::Doubt;
pub use evidence::Evidence;
pub use evidence::Sign;
pub use evidence::Wrapping;
pub(crate) use exported::CALL_CTORS;
pub use exported::Exported;
pub use exported::Others;
pub use initialiser::Initialiser;
pub use initialiser::Proof;
pub use initialiser::StartVerdict;
pub use memory::Direction;
pub use memory::MemoryFacts;
pub use ran::Ran;
pub use reach::BUDGET;
pub use reach::Beyond;
pub use reach::CallGraph;
pub use reach::CalledFunction;
pub use reach::Depth;
pub use reach::GraphCall;
pub use reach::Open;
pub use reach::OpenCall;
pub use reach::Reach;
pub use reach::ReachedImport;
pub use reach::graph;
pub use start::Start;
pub use start::StartKind;
pub(crate) use wrapped::SUFFIX;
pub use wrapped::Wrapped;
pub use wrapped::Wrapper;

/// What was seen in a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Every memory, in index order.
    pub memories: Vec<MemoryFacts>,
    /// Who could reach the memory: that of all memories together.
    pub memory: Direction,
    /// The start section.
    pub start: Option<Start>,
    /// Who runs the constructors.
    pub convention: Convention,
    /// Why that is thought.
    pub evidence: Evidence,
    /// The initialiser, if there is one and it was looked at.
    pub initialiser: Option<Initialiser>,
    /// Every exported function.
    pub functions: Vec<ExportedFunction>,
    /// The names of all exports.
    pub exports: Vec<String>,
    /// Whether a function of WASI (`wasi_*`) is imported.
    pub wasi: bool,
    /// Whether a function is imported that is known to call the module's own.
    pub reentered: bool,
    /// Compilers and linkers, from the `producers` section: `clang 19.1.4`.
    pub producers: Vec<String>,
    /// Whether functions have names.
    pub names: bool,
    /// The names for init functions that a function has as its own, in the `name` section. Looked for at
    /// [`Depth::Full`] alone, since it is about hosts that find functions by those names.
    pub own_names: Vec<&'static str>,
    /// Whether there is DWARF, here or in another file.
    pub debug_info: bool,
    /// Whether there is a source map.
    pub source_map: bool,
}

/// A function under one of its export names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedFunction {
    /// The export's name.
    pub name: String,
    /// The function's index.
    pub func: u32,
}

/// What to look for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Looking<'o> {
    /// The export that the user says is the initialiser.
    pub init_export: Option<&'o str>,
    /// What the user says of imports, by `MODULE.NAME`.
    pub assume: &'o [(String, Assumption)],
    /// How far to follow the initialiser's calls, if at all. Short of [`Depth::Full`], one that cannot be moved is not
    /// looked at, and indirect calls only where they can matter.
    pub depth: Option<Depth>,
    /// Whether to run the initialiser, where its code does not show that the start section may.
    pub run: bool,
}

/// Looks at a module.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if [`Looking::init_export`] is no exported function of type
/// `() -> ()`, or if something is assumed of an import that is not there.
pub fn inspect(module: &Module, looking: &Looking) -> Result<Facts> {
    check_assumptions(module, looking.assume)?;
    let memories = memory::memories(module);
    let start = start::start(module)?;
    let (convention, evidence) = convention::recognise(module, looking.init_export)?;
    let mut facts = Facts {
        memory: Direction::of_all(&memories),
        memories,
        start,
        convention,
        evidence,
        initialiser: None,
        functions: module
            .exported_functions()
            .map(|export| ExportedFunction { name: export.name.to_owned(), func: export.index })
            .collect(),
        exports: module.exports.iter().map(|export| export.name.to_owned()).collect(),
        wasi: module.imports.iter().any(|import| effects::is_wasi(import.module)),
        reentered: reentered(module, looking),
        producers: producers(module),
        names: !module.names.is_empty(),
        own_names: if looking.depth == Some(Depth::Full) { own_names(module) } else { Vec::new() },
        debug_info: has(module, |name| name.starts_with(".debug_") || name == "external_debug_info"),
        source_map: has(module, |name| name == "sourceMappingURL"),
    };
    facts.initialiser = initialiser::initialiser(module, &facts, looking)?;
    Ok(facts)
}

/// Whether what is assumed is about imports that the module has.
fn check_assumptions(module: &Module, assumed: &[(String, Assumption)]) -> Result<()> {
    for (name, _) in assumed {
        let imports = (0..module.imported_functions).filter_map(|func| module.function_import(func));
        if !imports.into_iter().any(|import| format!("{}.{}", import.module, import.name) == *name) {
            return Err(Error::refused(format!("--assume {name}: no function is imported under that name")));
        }
    }
    Ok(())
}

fn reentered(module: &Module, looking: &Looking) -> bool {
    (0..module.imported_functions).any(|func| {
        let import = module.function_import(func);
        let ty = module.function_type(func);
        let effect = import.map(|import| effects::effect(import.module, import.name, ty, looking.assume).effect);
        effect == Some(Effect::Reenters)
    })
}

fn own_names(module: &Module) -> Vec<&'static str> {
    let functions = module.imported_functions..module.function_count();
    let has = |name: &&str| functions.clone().any(|func| module.names.function(func) == Some(*name));
    INIT_NAMES.into_iter().filter(has).collect()
}

fn has(module: &Module, is_it: impl Fn(&str) -> bool) -> bool {
    module.customs.iter().any(|custom| is_it(custom.name))
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
