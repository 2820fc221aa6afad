//! What a module imports and exports, as JavaScript sees it.

use std::collections::HashMap;
use std::collections::HashSet;

use wasmparser::ExternalKind;
use wasmparser::TypeRef;

use super::item::JsFunction;
use super::item::JsItem;
use super::item::JsKind;
use super::js;
use super::js_string;
use super::made::new;
use super::needs::Needs;
use super::once::once;
use super::parameters;
use crate::error::Error;
use crate::error::Result;
use crate::module::Module;

/// What a module imports and exports.
pub(super) struct Surface<'m> {
    pub imports: Vec<JsItem<'m>>,
    pub exports: Vec<JsItem<'m>>,
    /// The variable of the memory that WASI reads and writes, if that is made for the module.
    pub wasi_memory: Option<String>,
}

/// A module that the user gives, and what is imported from it.
pub(super) struct GivenModule<'s, 'm> {
    pub name: &'m str,
    pub imports: Vec<&'s JsItem<'m>>,
}

impl GivenModule<'_, '_> {
    /// One of its imports, in words.
    pub fn example(&self) -> String {
        let name = self.imports.first().map_or("", |import| import.name);
        format!("{}.{name}", self.name)
    }

    /// The variable that holds its object in what is written. `at`: where it stands among the user's modules.
    pub fn variable(&self, at: usize) -> String {
        if js::BY_HOST.leaves(self.name) { self.name.to_owned() } else { format!("given{at}") }
    }
}

/// The names that WASI preview 1 is imported by.
pub(super) const WASI_MODULES: [&str; 2] = ["wasi_snapshot_preview1", "wasi_unstable"];

pub(super) fn is_wasi(module: &str) -> bool {
    WASI_MODULES.contains(&module)
}

impl<'m> Surface<'m> {
    /// Each import once. Memories and tables are as large at first as the module needs them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if nothing is all that is imported under one name.
    pub fn of(module: &'m Module, needs: &Needs) -> Result<Self> {
        let named = named_parameters(module);
        let import = |import: &crate::module::Import<'m>| {
            let kind = match import.ty {
                TypeRef::Func(_) | TypeRef::FuncExact(_) => function(module, import.index, &named)?,
                TypeRef::Memory(ty) => JsKind::Memory(needs.memory(import.index, ty)),
                TypeRef::Table(ty) => JsKind::Table(needs.table(import.index, ty)),
                TypeRef::Global(ty) => JsKind::Global(ty),
                TypeRef::Tag(_) => tag(module, import.index)?,
            };
            Ok(JsItem { module: import.module, name: import.name, kind })
        };
        let imports = module.imports.iter().map(import).collect::<Result<_>>()?;
        let exports = module.exports.iter().map(|it| export(module, it, &named)).collect::<Result<_>>()?;
        let mut surface = Self { imports: once(imports)?, exports, wasi_memory: None };
        surface.wasi_memory = needs.wasi.and_then(|memory| surface.variable_of(module, memory));
        Ok(surface)
    }

    /// The variable of a memory that is made for the module.
    fn variable_of(&self, module: &Module, memory: u32) -> Option<String> {
        let is_it = |import: &&crate::module::Import| import.index == memory && matches!(import.ty, TypeRef::Memory(_));
        let import = module.imports.iter().find(is_it)?;
        let made = self.made().into_iter().find(|(_, made)| (made.module, made.name) == (import.module, import.name));
        made.map(|(name, _)| name)
    }

    /// The imports that the user gives, by module, in the order in which the module has them. `wasi`: WASI comes from elsewhere.
    pub fn user_modules(&self, wasi: bool) -> Vec<GivenModule<'_, 'm>> {
        let mut modules: Vec<GivenModule> = Vec::new();
        let mut places = HashMap::new();
        for import in &self.imports {
            if is_made(import) || wasi && is_wasi(import.module) || js_string::is_builtin(import) {
                continue;
            }
            let place = *places.entry(import.module).or_insert(modules.len());
            if place == modules.len() {
                modules.push(GivenModule { name: import.module, imports: Vec::new() });
            }
            if let Some(given) = modules.get_mut(place) {
                given.imports.push(import);
            }
        }
        modules
    }

    /// The memories and tables that are made for the module, by the name of a variable. [`Self::memory_import`] is `memory`.
    pub fn made(&self) -> Vec<(String, &JsItem<'m>)> {
        let principal = self.memory_import();
        let (mut memories, mut tables) = (0, 0);
        let mut numbered = |import: &JsItem| match import.kind {
            JsKind::Memory(_) if principal.is_some_and(|principal| std::ptr::eq(principal, import)) => {
                "memory".to_owned()
            }
            JsKind::Memory(_) => {
                memories += 1;
                format!("memory{memories}")
            }
            _ => {
                tables += 1;
                if tables == 1 { "table".to_owned() } else { format!("table{}", tables - 1) }
            }
        };
        self.imports.iter().filter(|import| is_made(import)).map(|import| (numbered(import), import)).collect()
    }

    /// The first memory that is made for the module, if it imports one: a shared one first, which is the one that threads have from each
    /// other.
    pub fn memory_import(&self) -> Option<&JsItem<'m>> {
        let memories = self.imports.iter().filter(|import| is_made(import)).filter_map(|import| match import.kind {
            JsKind::Memory(ty) => Some((import, ty)),
            _ => None,
        });
        memories.min_by_key(|(_, ty)| !ty.shared).map(|(import, _)| import)
    }
}

/// Whether it is made for the module: a memory or a table that JavaScript can make.
fn is_made(import: &JsItem) -> bool {
    matches!(import.kind, JsKind::Memory(_) | JsKind::Table(_)) && new(&import.kind).is_some()
}

/// The names of parameters that the module has for functions that it imports or exports.
fn named_parameters<'m>(module: &'m Module) -> HashMap<u32, Vec<(u32, &'m str)>> {
    let exported = module.exported_functions().map(|export| export.index);
    let wanted: HashSet<u32> = exported.chain(0..module.imported_functions).collect();
    let mut named: HashMap<u32, Vec<(u32, &str)>> = HashMap::new();
    for (func, local, name) in module.names.locals().filter(|(func, ..)| wanted.contains(func)) {
        named.entry(func).or_default().push((local, name));
    }
    named
}

fn function<'m>(module: &'m Module, func: u32, named: &HashMap<u32, Vec<(u32, &str)>>) -> Result<JsKind<'m>> {
    let ty = module.function_type(func).ok_or_else(|| Error::bug("a function has no type"))?;
    let named = named.get(&func).map_or(&[][..], Vec::as_slice);
    Ok(JsKind::Function(JsFunction { ty, parameters: parameters::names(ty.params().len(), named) }))
}

fn tag<'m>(module: &'m Module, tag: u32) -> Result<JsKind<'m>> {
    module.tag_type(tag).map(JsKind::Tag).ok_or_else(|| Error::bug("a tag has no type"))
}

fn export<'m>(
    module: &'m Module,
    export: &crate::module::Export<'m>,
    named: &HashMap<u32, Vec<(u32, &str)>>,
) -> Result<JsItem<'m>> {
    let types = module.types.as_ref();
    let kind = match export.kind {
        ExternalKind::Func | ExternalKind::FuncExact => function(module, export.index, named)?,
        ExternalKind::Memory => JsKind::Memory(types.memory_at(export.index)),
        ExternalKind::Table => JsKind::Table(types.table_at(export.index)),
        ExternalKind::Global => JsKind::Global(types.global_at(export.index)),
        ExternalKind::Tag => tag(module, export.index)?,
    };
    Ok(JsItem { module: "", name: export.name, kind })
}
