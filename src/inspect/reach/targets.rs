//! What indirect calls may lead to.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

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

/// The functions that tables and references may hold.
pub(super) struct Targets {
    tables: Vec<Table>,
    /// Everything that there can be a reference to.
    referred: BTreeSet<u32>,
    /// Why references may be to functions that are not the module's, if so.
    foreign: Option<OpenCall>,
}

/// What one table may hold.
#[derive(Default)]
struct Table {
    /// Why it may hold anything, if so.
    open: Option<OpenCall>,
    functions: BTreeSet<u32>,
    /// What lies where, as far as all places are known and stay what they are.
    places: Option<BTreeMap<u64, u32>>,
}

impl Targets {
    /// `written` is whether code that may have run changes tables: each may then hold all that there is a reference to.
    pub fn new(module: &Module, written: bool) -> Result<Self> {
        let mut referred: BTreeSet<u32> = mentioned(module)?.into_iter().collect();
        // `ref.func` names what is exported, or mentioned anyway (the specification's `C.refs`).
        let exported: BTreeSet<u32> = module.exported_functions().map(|export| export.index).collect();
        referred.extend(&exported & module.may_be_referred_to());
        let mut targets = Self { tables: Vec::new(), referred, foreign: foreign(module) };
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
            let mut table = Table { open: None, functions: BTreeSet::new(), places };
            table.add(filled);
            targets.tables.push(table);
        }
        targets.place_elements(module)?;
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

    fn anything_anywhere(&mut self) {
        for table in &mut self.tables {
            table.functions.extend(&self.referred);
            table.places = None;
            table.open = table.open.take().or_else(|| self.foreign.clone());
        }
    }

    /// What a call may lead to, in order of indices; or why that may be anything.
    pub fn of(&self, module: &Module, site: Site) -> Result<Vec<u32>, OpenCall> {
        match site {
            Site::Continuation => Err(OpenCall::Continuation),
            Site::Reference { ty } => match &self.foreign {
                Some(why) => Err(why.clone()),
                None => Ok(of_type(module, &self.referred, ty)),
            },
            Site::Table { table, ty, place } => {
                let Some(table) = self.tables.get(table as usize) else {
                    return Err(OpenCall::NoTable);
                };
                if let Some(why) = &table.open {
                    return Err(why.clone());
                }
                if let (Some(place), Some(places)) = (place, &table.places) {
                    let there = places.get(&place).copied().into_iter().collect();
                    return Ok(of_type(module, &there, ty));
                }
                Ok(of_type(module, &table.functions, ty))
            }
        }
    }
}

impl Table {
    fn add(&mut self, items: Items) {
        self.functions.extend(items.functions);
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

/// The functions among these that a call with a type accepts: of that very type, or of a subtype.
fn of_type(module: &Module, functions: &BTreeSet<u32>, ty: u32) -> Vec<u32> {
    let types = module.types.as_ref();
    if ty >= types.core_type_count_in_module() {
        return Vec::new();
    }
    let wanted = types.core_type_at_in_module(ty);
    let is_one = |func: &u32| {
        let mut id: Option<CoreTypeId> = Some(types.core_function_at(*func));
        while let Some(at) = id {
            if at == wanted {
                return true;
            }
            id = types.supertype_of(at);
        }
        false
    };
    functions.iter().copied().filter(|func| *func < module.function_count()).filter(is_one).collect()
}
