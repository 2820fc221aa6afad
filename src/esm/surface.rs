//! What a module imports and exports, as JavaScript sees it.

use std::collections::HashMap;
use std::collections::HashSet;

use wasmparser::ExternalKind;
use wasmparser::FuncType;
use wasmparser::GlobalType;
use wasmparser::MemoryType;
use wasmparser::RefType;
use wasmparser::TableType;
use wasmparser::TypeRef;
use wasmparser::ValType;

use super::js;
use super::options::EsmGlobals;
use crate::error::Error;
use crate::error::Result;
use crate::module::Module;

/// What a module imports and exports.
pub(super) struct Surface<'m> {
    pub imports: Vec<JsItem<'m>>,
    pub exports: Vec<JsItem<'m>>,
}

/// An import, or an export, which has no module.
pub(super) struct JsItem<'m> {
    pub module: &'m str,
    pub name: &'m str,
    pub kind: JsKind<'m>,
}

/// What is imported or exported.
#[derive(Clone)]
pub(super) enum JsKind<'m> {
    Function(&'m FuncType),
    Memory(MemoryType),
    Table(TableType),
    Global(GlobalType),
    Tag,
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
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if an export has a name that no ES module can have.
    pub fn of(module: &'m Module) -> Result<Self> {
        let import = |import: &crate::module::Import<'m>| {
            let kind = match import.ty {
                TypeRef::Func(_) | TypeRef::FuncExact(_) => JsKind::Function(function(module, import.index)?),
                TypeRef::Memory(ty) => JsKind::Memory(ty),
                TypeRef::Table(ty) => JsKind::Table(ty),
                TypeRef::Global(ty) => JsKind::Global(ty),
                TypeRef::Tag(_) => JsKind::Tag,
            };
            Ok(JsItem { module: import.module, name: import.name, kind })
        };
        let imports = module.imports.iter().map(import).collect::<Result<_>>()?;
        let exports = module.exports.iter().map(|it| export(module, it)).collect::<Result<_>>()?;
        Ok(Self { imports, exports })
    }

    /// The imports that the user gives, by module, in the order in which the module has them. `wasi`: WASI comes from elsewhere.
    pub fn user_modules(&self, wasi: bool) -> Vec<GivenModule<'_, 'm>> {
        let mut modules: Vec<GivenModule> = Vec::new();
        let mut places = HashMap::new();
        // The same may be imported several times.
        let mut seen = HashSet::new();
        for import in &self.imports {
            let is_made = matches!(import.kind, JsKind::Memory(_) | JsKind::Table(_));
            if is_made || wasi && is_wasi(import.module) || !seen.insert((import.module, import.name)) {
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

    /// The memories and tables that are made for the module, by the name of a variable.
    pub fn made(&self) -> Vec<(String, &JsItem<'m>)> {
        let mut made = Vec::new();
        let (mut memories, mut tables) = (0, 0);
        for import in &self.imports {
            let (count, name) = match import.kind {
                JsKind::Memory(_) => (&mut memories, "memory"),
                JsKind::Table(_) => (&mut tables, "table"),
                _ => continue,
            };
            made.push((if *count == 0 { name.to_owned() } else { format!("{name}{count}") }, import));
            *count += 1;
        }
        made
    }

    /// The memory that the module imports, if it imports one.
    pub fn memory_import(&self) -> Option<&JsItem<'m>> {
        self.imports.iter().find(|import| matches!(import.kind, JsKind::Memory(_)))
    }
}

fn function<'m>(module: &'m Module, func: u32) -> Result<&'m FuncType> {
    module.function_type(func).ok_or_else(|| Error::bug("a function has no type"))
}

fn export<'m>(module: &'m Module, export: &crate::module::Export<'m>) -> Result<JsItem<'m>> {
    let types = module.types.as_ref();
    if export.name == "then" {
        return Err(Error::refused(
            "an ES module that exports `then` is taken for a promise, and `import()` of it never ends; --rename-export=then=NAME gives it another name",
        ));
    }
    if export.name == "exports" {
        return Err(Error::refused(
            "what is written exports all exports together as `exports`; --rename-export=exports=NAME gives the module's own another name",
        ));
    }
    let kind = match export.kind {
        ExternalKind::Func | ExternalKind::FuncExact => JsKind::Function(function(module, export.index)?),
        ExternalKind::Memory => JsKind::Memory(types.memory_at(export.index)),
        ExternalKind::Table => JsKind::Table(types.table_at(export.index)),
        ExternalKind::Global => JsKind::Global(types.global_at(export.index)),
        ExternalKind::Tag => JsKind::Tag,
    };
    Ok(JsItem { module: "", name: export.name, kind })
}

impl JsKind<'_> {
    /// Whether it is a constant number, whose value an ES module can export.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Global(ty) if !ty.mutable) && self.holds_number()
    }

    /// Whether it is a number that may change.
    pub fn is_mutable_number(&self) -> bool {
        self.holds_number() && !self.is_number()
    }

    fn holds_number(&self) -> bool {
        let is = |ty| matches!(ty, ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64);
        matches!(self, Self::Global(ty) if !ty.shared && is(ty.content_type))
    }

    /// Whether an ES module exports its value, and not the thing itself.
    pub fn is_value(&self, globals: EsmGlobals) -> bool {
        self.is_number() || globals == EsmGlobals::Value && self.is_mutable_number()
    }
}

/// A memory, as JavaScript makes one (WebAssembly JavaScript Interface, `MemoryDescriptor`).
pub(super) fn new_memory(ty: &MemoryType) -> String {
    let number = |pages: u64| if ty.memory64 { format!("{pages}n") } else { pages.to_string() };
    let mut parts = Vec::new();
    parts.extend(ty.memory64.then(|| "address: 'i64'".to_owned()));
    parts.push(format!("initial: {}", number(ty.initial)));
    parts.extend(ty.maximum.map(|maximum| format!("maximum: {}", number(maximum))));
    parts.extend(ty.shared.then(|| "shared: true".to_owned()));
    format!("new WebAssembly.Memory({{ {} }})", parts.join(", "))
}

/// A table, as JavaScript makes one (`TableDescriptor`).
pub(super) fn new_table(ty: &TableType) -> String {
    let number = |count: u64| if ty.table64 { format!("{count}n") } else { count.to_string() };
    let element = if ty.element_type == RefType::EXTERNREF { "externref" } else { "anyfunc" };
    let mut parts = Vec::new();
    parts.extend(ty.table64.then(|| "address: 'i64'".to_owned()));
    parts.push(format!("element: {}", js::string(element)));
    parts.push(format!("initial: {}", number(ty.initial)));
    parts.extend(ty.maximum.map(|maximum| format!("maximum: {}", number(maximum))));
    format!("new WebAssembly.Table({{ {} }})", parts.join(", "))
}
