//! Observations about a module, each with its evidence; no opinions.

pub(crate) mod body;
pub(crate) mod callers;
mod convention;
pub(crate) mod effects;
mod exported;
mod glue;
mod memory;
mod reach;
mod start;
mod wrapped;

use wasmparser::ProducersSectionReader;

use crate::error::Error;
use crate::error::Result;
use crate::module::Module;

pub use convention::Convention;
pub use effects::Assumption;
pub use effects::Basis;
pub use effects::Effect;
pub use effects::ImportEffect;
pub use exported::Exported;
pub use memory::Direction;
pub use memory::MemoryFacts;
pub use reach::Reach;
pub use reach::ReachedImport;
pub use start::Start;
pub use start::StartKind;
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
    /// Why that is thought, in words.
    pub evidence: String,
    /// The initialiser that the caller named, instead of the one that the convention tells.
    pub named: Option<Exported>,
    /// Every exported function.
    pub functions: Vec<ExportedFunction>,
    /// The names of all exports.
    pub exports: Vec<String>,
    /// Whether a function of WASI (`wasi_*`) is imported.
    pub wasi: bool,
    /// Compilers and linkers, from the `producers` section: `clang 19.1.4`.
    pub producers: Vec<String>,
    /// Whether functions have names.
    pub names: bool,
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

/// Looks at a module. `init_export` is the export that the user says is the initialiser.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if `init_export` is no exported function of type `() -> ()`.
pub fn inspect(module: &Module, init_export: Option<&str>) -> Result<Facts> {
    let memories = memory::memories(module);
    let start = start::start(module)?;
    let (convention, evidence) = convention::recognise(module)?;
    Ok(Facts {
        memory: Direction::of_all(&memories),
        memories,
        start,
        convention,
        evidence,
        named: init_export.map(|name| named(module, name)).transpose()?,
        functions: module
            .exported_functions()
            .map(|export| ExportedFunction { name: export.name.to_owned(), func: export.index })
            .collect(),
        exports: module.exports.iter().map(|export| export.name.to_owned()).collect(),
        wasi: module.imports.iter().any(|import| effects::is_wasi(import.module)),
        producers: producers(module),
        names: !module.names.is_empty(),
        debug_info: has(module, |name| name.starts_with(".debug_") || name == "external_debug_info"),
        source_map: has(module, |name| name == "sourceMappingURL"),
    })
}

fn has(module: &Module, is_it: impl Fn(&str) -> bool) -> bool {
    module.customs.iter().any(|custom| is_it(custom.name))
}

fn named(module: &Module, name: &str) -> Result<Exported> {
    let export = module.exported_functions().find(|export| export.name == name);
    let Some(export) = export else {
        return Err(Error::refused(format!("--init-export={name}: no function is exported under that name")));
    };
    if !module.is_nullary(export.index) {
        return Err(Error::refused(format!(
            "--init-export={name}: an initialiser is of type () -> (), this function is not"
        )));
    }
    Exported::observe(module, export.index, name)
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
