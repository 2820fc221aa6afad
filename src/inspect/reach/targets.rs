//! What indirect calls may lead to.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;

use wasmparser::ConstExpr;
use wasmparser::ElementItems;
use wasmparser::ElementKind;
use wasmparser::Operator;
use wasmparser::TableInit;
use wasmparser::TypeRef;
use wasmparser::types::CoreTypeId;

use super::code::Site;
use crate::constant::constant;
use crate::error::Result;
use crate::module::Module;
use crate::module::references::mentioned;

/// Why a call may lead anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenCall {
    /// It goes through this imported table, which the host fills.
    ImportedTable {
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// It goes through a table that may hold what the host gave.
    FilledTable,
    /// It goes through a table that does not exist.
    NoTable,
    /// It is of a reference, and the host may give some through this import.
    Reference {
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// It runs a continuation, which is not followed.
    Continuation,
}

/// A table of the module's own that a host gives from now on, and the import that it becomes.
#[derive(Debug, Clone, Copy)]
pub(in crate::inspect) struct TableOfHost<'o> {
    pub table: u32,
    pub module: &'o str,
    pub name: &'o str,
}

/// The functions that tables and references may hold.
pub(super) struct Targets {
    tables: Vec<Table>,
    /// Everything that there can be a reference to.
    referred: Callable,
    /// Why references may be to functions that are not the module's, if so.
    foreign: Option<OpenCall>,
}

/// What one table may hold.
#[derive(Default)]
struct Table {
    /// Why it may hold anything, if so.
    open: Option<OpenCall>,
    functions: Callable,
    /// What lies where, as far as all places are known and stay what they are.
    places: Option<BTreeMap<u64, u32>>,
}

/// Functions, by index and by type.
#[derive(Default)]
struct Callable {
    all: BTreeSet<u32>,
    /// Those that a call with a type accepts, in order of indices: of that very type, or of a subtype.
    by_type: OnceCell<HashMap<CoreTypeId, Vec<u32>>>,
}

impl Callable {
    fn of(all: BTreeSet<u32>) -> Self {
        Self { all, by_type: OnceCell::new() }
    }

    fn of_type(&self, module: &Module, ty: u32) -> &[u32] {
        let types = module.types.as_ref();
        if ty >= types.core_type_count_in_module() {
            return &[];
        }
        let by_type = self.by_type.get_or_init(|| {
            let mut by_type: HashMap<CoreTypeId, Vec<u32>> = HashMap::new();
            for func in self.all.iter().filter(|func| **func < module.function_count()) {
                for id in accepting(module, *func) {
                    by_type.entry(id).or_default().push(*func);
                }
            }
            by_type
        });
        by_type.get(&types.core_type_at_in_module(ty)).map_or(&[], Vec::as_slice)
    }
}

/// The types with which a function can be called: its own, and those above.
fn accepting(module: &Module, func: u32) -> impl Iterator<Item = CoreTypeId> {
    let types = module.types.as_ref();
    std::iter::successors(Some(types.core_function_at(func)), move |at| types.supertype_of(*at))
}

impl Targets {
    /// `written` is whether code that may have run changes tables: each may then hold all that there is a reference to.
    pub fn new(module: &Module, written: bool, given: Option<TableOfHost>) -> Result<Self> {
        let mut referred: BTreeSet<u32> = mentioned(module)?.into_iter().collect();
        // `ref.func` names what is exported, or mentioned anyway (the specification's `C.refs`).
        let exported: BTreeSet<u32> = module.exported_functions().map(|export| export.index).collect();
        referred.extend(&exported & module.may_be_referred_to());
        let mut targets = Self { tables: Vec::new(), referred: Callable::of(referred), foreign: foreign(module) };
        for import in module.imports.iter().filter(|import| matches!(import.ty, TypeRef::Table(_))) {
            let (module, name) = (import.module.to_owned(), import.name.to_owned());
            let open = OpenCall::ImportedTable { module, name };
            targets.tables.push(Table { open: Some(open), ..Table::default() });
        }
        for table in &module.tables {
            let filled = match &table.init {
                TableInit::Expr(init) => functions(init)?,
                TableInit::RefNull => Items::default(),
            };
            // A table that begins full has something in every place.
            let places = filled.functions.is_empty().then(BTreeMap::new);
            let mut table = Table { places, ..Table::default() };
            table.add(filled);
            targets.tables.push(table);
        }
        targets.place_elements(module)?;
        if let Some(TableOfHost { table, module, name }) = given {
            targets.are_given(table, module, name);
        }
        if written {
            targets.anything_anywhere();
        }
        Ok(targets)
    }

    fn place_elements(&mut self, module: &Module) -> Result<()> {
        for element in &module.elements {
            let ElementKind::Active { table_index, offset_expr } = &element.kind else {
                continue;
            };
            let Some(table) = self.tables.get_mut(table_index.unwrap_or(0) as usize) else {
                continue;
            };
            let mut at = constant(offset_expr);
            for item in items(&element.items)? {
                table.place(at, &item);
                table.add(item);
                at = at.and_then(|at| at.checked_add(1));
            }
        }
        Ok(())
    }

    /// A host gives a table of the module's own from now on.
    fn are_given(&mut self, table: u32, module: &str, name: &str) {
        let (module, name) = (module.to_owned(), name.to_owned());
        self.foreign.get_or_insert(OpenCall::Reference { module: module.clone(), name: name.clone() });
        if let Some(table) = self.tables.get_mut(table as usize) {
            table.open = Some(OpenCall::ImportedTable { module, name });
        }
    }

    fn anything_anywhere(&mut self) {
        for table in &mut self.tables {
            table.functions.all.extend(&self.referred.all);
            table.places = None;
            table.open = table.open.take().or_else(|| self.foreign.clone());
        }
    }

    /// What a call may lead to, in order of indices; or why that may be anything. Calls that may lead to the same get the same list.
    pub fn of(&self, module: &Module, site: Site) -> Result<&[u32], OpenCall> {
        match site {
            Site::Continuation => Err(OpenCall::Continuation),
            Site::Reference { ty } => match &self.foreign {
                Some(why) => Err(why.clone()),
                None => Ok(self.referred.of_type(module, ty)),
            },
            Site::Table { table, ty, place } => {
                let Some(table) = self.tables.get(table as usize) else {
                    return Err(OpenCall::NoTable);
                };
                if let Some(why) = &table.open {
                    return Err(why.clone());
                }
                if let (Some(place), Some(places)) = (place, &table.places) {
                    let there = places.get(&place).filter(|func| is_accepted(module, **func, ty));
                    return Ok(there.map_or(&[], std::slice::from_ref));
                }
                Ok(table.functions.of_type(module, ty))
            }
        }
    }
}

impl Table {
    fn add(&mut self, items: Items) {
        self.functions.all.extend(items.functions);
        if items.other {
            self.open.get_or_insert(OpenCall::FilledTable);
        }
    }

    fn place(&mut self, at: Option<u64>, item: &Items) {
        let Some(places) = &mut self.places else {
            return;
        };
        match (at, item.functions.as_slice()) {
            (Some(at), [func]) => {
                places.insert(at, *func);
            }
            (Some(at), []) => {
                places.remove(&at);
            }
            _ => self.places = None,
        }
    }
}

/// What a constant expression may give.
#[derive(Default)]
struct Items {
    functions: Vec<u32>,
    /// Whether it may be something else than these functions and null.
    other: bool,
}

fn items(items: &ElementItems) -> Result<Vec<Items>> {
    let mut all = Vec::new();
    match items {
        ElementItems::Functions(items) => {
            for func in items.clone() {
                all.push(Items { functions: vec![func?], other: false });
            }
        }
        ElementItems::Expressions(_, items) => {
            for item in items.clone() {
                all.push(functions(&item?)?);
            }
        }
    }
    Ok(all)
}

fn functions(expr: &ConstExpr) -> Result<Items> {
    let mut items = Items::default();
    for operator in expr.get_operators_reader() {
        match operator? {
            Operator::RefFunc { function_index } => items.functions.push(function_index),
            Operator::RefNull { .. } | Operator::End => {}
            _ => items.other = true,
        }
    }
    Ok(items)
}

/// How a host could give references to functions that are not the module's before any code runs.
fn foreign(module: &Module) -> Option<OpenCall> {
    let import = module.imports.iter().find(|import| match import.ty {
        TypeRef::Table(_) => true,
        TypeRef::Global(ty) => ty.content_type.is_reference_type(),
        _ => false,
    })?;
    Some(OpenCall::Reference { module: import.module.to_owned(), name: import.name.to_owned() })
}

/// Whether a call with a type accepts a function.
fn is_accepted(module: &Module, func: u32, ty: u32) -> bool {
    let types = module.types.as_ref();
    let is_there = func < module.function_count() && ty < types.core_type_count_in_module();
    is_there && accepting(module, func).any(|id| id == types.core_type_at_in_module(ty))
}
