//! Imports and exports that the user wants under other names: which they are, in the module that there is.

mod there;
mod wanted;
mod written;

use std::collections::HashMap;
use std::collections::HashSet;

use wasmparser::ExternalKind;
use wasmparser::TypeRef;

use crate::error::Error;
use crate::error::Result;
use crate::module::Import;
use crate::module::Module;
use crate::nearest::nearest;
use there::ImportNames;
use there::MeantImport;
use there::Unclear;
pub use wanted::RenameExport;
pub use wanted::RenameImport;

/// What gets another name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Renames {
    /// The imports, in the module's order.
    pub imports: Vec<RenamedImport>,
    /// The exports, in the module's order.
    pub exports: Vec<RenamedExport>,
    /// The custom sections by which tools find imports and exports.
    pub sections: Vec<String>,
}

/// An import that gets another name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RenamedImport {
    /// Its place among all imports.
    pub import: usize,
    /// What it is.
    pub kind: ExternalKind,
    /// Its index among those of its kind.
    pub index: u32,
    /// Its module name and name.
    pub from: (String, String),
    /// The new ones.
    pub to: (String, String),
    /// Whether the user named the import, and not all of its module name.
    pub is_named: bool,
}

/// An export that gets another name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RenamedExport {
    /// Its name.
    pub from: String,
    /// The new one.
    pub to: String,
}

impl Renames {
    /// Whether everything keeps its name.
    pub fn is_empty(&self) -> bool {
        self.imports.is_empty() && self.exports.is_empty()
    }

    /// What gives all that is in a result its old name again.
    pub(crate) fn back(&self, result: &Module) -> (Vec<RenameImport>, Vec<RenameExport>) {
        let (imports, exports) = (ImportNames::of(result), export_names(result));
        let is_there = |pair: &(String, String)| imports.pairs.contains(&(pair.0.as_str(), pair.1.as_str()));
        let mut seen = HashSet::new();
        let renamed = self.imports.iter().filter(|import| is_there(&import.to) && seen.insert(&import.to));
        let one = |import: &RenamedImport| RenameImport::One { from: import.to.clone(), to: import.from.clone() };
        let imports = renamed.map(one).collect();
        let renamed = self.exports.iter().filter(|export| exports.contains(export.to.as_str()));
        let exports =
            renamed.map(|export| RenameExport::One { from: export.to.clone(), to: export.from.clone() }).collect();
        (imports, exports)
    }

    /// The name that an export has then.
    pub fn export<'n>(&'n self, name: &'n str) -> &'n str {
        self.exports.iter().find(|export| export.from == name).map_or(name, |export| &export.to)
    }
}

/// What gets another name, if anything is to.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if a name is not there, or more than one thing could be meant.
pub(crate) fn renames(module: &Module, imports: &[RenameImport], exports: &[RenameExport]) -> Result<Renames> {
    let imports = renamed_imports(module, imports)?;
    let exports = renamed_exports(module, exports)?;
    let mut renames = Renames { imports, exports, sections: Vec::new() };
    if !renames.is_empty() {
        let mut seen = HashSet::new();
        let names = module.customs().map(|custom| custom.name).filter(|name| goes_by_names(name) && seen.insert(*name));
        renames.sections = names.map(str::to_owned).collect();
    }
    Ok(renames)
}

/// Whether tools find imports and exports by what a custom section says: wit-component (its `crates/wit-component/src/metadata.rs`),
/// wasm-bindgen (`crates/shared/src/lib.rs`) and dynamic linkers (tool-conventions, `DynamicLinking.md`).
fn goes_by_names(section: &str) -> bool {
    section.starts_with("component-type") || ["__wasm_bindgen_unstable", "dylink.0", "dylink"].contains(&section)
}

/// What of a list does not mean anything here, by its place, with the reason.
#[cfg(feature = "cli")]
pub(crate) fn idle_imports(module: &Module, wanted: &[RenameImport]) -> Vec<(usize, Option<String>)> {
    let names = ImportNames::of(module);
    let idle = wanted.iter().enumerate().filter_map(|(at, rename)| match meant(&names, rename) {
        Err(Unclear::Unknown(_, nearest)) => Some((at, nearest)),
        _ => None,
    });
    idle.collect()
}

/// The same, of exports.
#[cfg(feature = "cli")]
pub(crate) fn idle_exports(module: &Module, wanted: &[RenameExport]) -> Vec<(usize, Option<String>)> {
    let names = export_names(module);
    let idle = wanted.iter().enumerate().filter_map(|(at, rename)| match meant_export(&names, rename) {
        Err(Unclear::Unknown(_, nearest)) => Some((at, nearest)),
        _ => None,
    });
    idle.collect()
}

fn renamed_imports(module: &Module, wanted: &[RenameImport]) -> Result<Vec<RenamedImport>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let names = ImportNames::of(module);
    let (mut modules, mut pairs) = (HashMap::new(), HashMap::new());
    for rename in wanted {
        // The last that speaks of a name counts.
        match meant(&names, rename).map_err(|unclear| refusal("--rename-import", "imported", unclear))? {
            MeantImport::Module(from, to) => drop(modules.insert(from, to)),
            MeantImport::One(module, name, to) => drop(pairs.insert((module, name), to)),
        }
    }
    let renamed = |(at, import): (usize, &Import)| {
        let named = pairs.get(&(import.module, import.name)).copied();
        let whole = || modules.get(import.module).map(|to| (*to, import.name));
        let to = named.or_else(whole).filter(|to| *to != (import.module, import.name))?;
        Some(RenamedImport {
            import: at,
            kind: kind(import.ty),
            index: import.index,
            from: (import.module.to_owned(), import.name.to_owned()),
            to: (to.0.to_owned(), to.1.to_owned()),
            is_named: named.is_some(),
        })
    };
    Ok(module.imports.iter().enumerate().filter_map(renamed).collect())
}

fn kind(ty: TypeRef) -> ExternalKind {
    match ty {
        TypeRef::Func(_) | TypeRef::FuncExact(_) => ExternalKind::Func,
        TypeRef::Table(_) => ExternalKind::Table,
        TypeRef::Memory(_) => ExternalKind::Memory,
        TypeRef::Global(_) => ExternalKind::Global,
        TypeRef::Tag(_) => ExternalKind::Tag,
    }
}

fn renamed_exports(module: &Module, wanted: &[RenameExport]) -> Result<Vec<RenamedExport>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let names = export_names(module);
    let mut renamed = HashMap::new();
    for rename in wanted {
        let (from, to) =
            meant_export(&names, rename).map_err(|unclear| refusal("--rename-export", "exported", unclear))?;
        renamed.insert(from, to);
    }
    let exports = module.exports.iter().filter_map(|export| {
        let to = renamed.get(export.name).filter(|to| **to != export.name)?;
        Some(RenamedExport { from: export.name.to_owned(), to: (*to).to_owned() })
    });
    Ok(exports.collect())
}

fn export_names<'m>(module: &Module<'m>) -> HashSet<&'m str> {
    module.exports.iter().map(|export| export.name).collect()
}

fn refusal(option: &str, done: &str, unclear: Unclear) -> Error {
    match unclear {
        Unclear::Unknown(name, nearest) => {
            let nearest = nearest.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            Error::refused(format!("{option}: nothing is {done} as `{name}`{nearest}"))
        }
        Unclear::Refused(error) => error,
    }
}

fn meant<'o>(names: &'o ImportNames, rename: &'o RenameImport) -> std::result::Result<MeantImport<'o>, Unclear> {
    match rename {
        RenameImport::Module { from, to } => match names.modules.get(from.as_str()) {
            Some(from) => Ok(MeantImport::Module(from, to)),
            None => Err(Unclear::Unknown(from.clone(), names.nearest(from))),
        },
        RenameImport::One { from: (module, name), to } => match names.pairs.get(&(module.as_str(), name.as_str())) {
            Some((module, name)) => Ok(MeantImport::One(module, name, (&to.0, &to.1))),
            None => {
                let from = format!("{module}.{name}");
                Err(Unclear::Unknown(from.clone(), names.nearest(&from)))
            }
        },
        RenameImport::Written(text) => written::import(names, text),
    }
}

fn meant_export<'m, 'o>(
    names: &HashSet<&'m str>,
    rename: &'o RenameExport,
) -> std::result::Result<(&'m str, &'o str), Unclear> {
    match rename {
        RenameExport::One { from, to } => match names.get(from.as_str()) {
            Some(from) => Ok((from, to)),
            None => Err(Unclear::Unknown(from.clone(), nearest(from, names.iter().copied()).map(str::to_owned))),
        },
        RenameExport::Written(text) => written::export(names, text),
    }
}
