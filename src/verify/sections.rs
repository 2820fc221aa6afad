//! Tables, globals, segments and custom sections.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use wasmparser::ConstExpr;
use wasmparser::DataKind;
use wasmparser::ElementItems;
use wasmparser::ElementKind;
use wasmparser::VisitOperator;

use super::Compared;
use super::canonical::Canonical;
use super::canonical::Opcode;
use super::expected::ItemTypes;
use super::same;
use super::types::Side;
use crate::error::Error;
use crate::error::Result;
use crate::module::Module;
use crate::rewrite::goes_stale;

/// A constant expression, each instruction as which one it is and its numbers.
type Expr = Vec<(Opcode, Vec<u64>)>;

pub(super) fn compare(compared: &Compared) -> Result<()> {
    let (before, after) = (Items::of(compared, Side::Before)?, Items::of(compared, Side::After)?);
    let mut expected = ItemTypes::of(compared, Side::Before, compared.before);
    let mut globals = before.globals;
    if compared.plan.adds_guard() {
        expected.add_guard(compared);
        globals.push(vec![(Opcode::I32Const, vec![0]), (Opcode::End, Vec::new())]);
    }
    expected.compare(&ItemTypes::of(compared, Side::After, compared.after))?;
    same_items("the value of global", &globals, &after.globals)?;
    same_items("the value of table", &before.tables, &after.tables)?;
    same_items("data segment", &before.data, &after.data)?;
    elements(&before.elements, &after.elements)?;
    customs(compared)?;
    names(compared)
}

/// What is outside of functions and not a type.
struct Items<'a> {
    globals: Vec<Expr>,
    tables: Vec<Option<Expr>>,
    elements: Vec<Element>,
    data: Vec<Data<'a>>,
}

#[derive(Debug, PartialEq, Eq)]
struct Element {
    kind: Place,
    ty: [u64; 3],
    items: Vec<Expr>,
}

#[derive(Debug, PartialEq, Eq)]
enum Place {
    Passive,
    Declared,
    Active(u32, Expr),
}

#[derive(Debug, PartialEq, Eq)]
struct Data<'a> {
    place: Place,
    bytes: &'a [u8],
}

impl<'a> Items<'a> {
    fn of(compared: &Compared<'a, 'a>, side: Side) -> Result<Self> {
        let module: &Module = match side {
            Side::Before => compared.before,
            Side::After => compared.after,
        };
        let reading = Reading { compared, side };
        let collect_globals = module.globals.iter().map(|global| reading.expr(&global.init_expr));
        let tables = module.tables.iter().map(|table| match &table.init {
            wasmparser::TableInit::Expr(expr) => reading.expr(expr).map(Some),
            wasmparser::TableInit::RefNull => Ok(None),
        });
        Ok(Self {
            globals: collect_globals.collect::<Result<_>>()?,
            tables: tables.collect::<Result<_>>()?,
            elements: module.elements.iter().map(|it| reading.element(it)).collect::<Result<_>>()?,
            data: module.data.iter().map(|it| reading.data(it)).collect::<Result<_>>()?,
        })
    }
}

struct Reading<'a, 'b, 'c> {
    compared: &'a Compared<'b, 'c>,
    side: Side,
}

impl Reading<'_, '_, '_> {
    fn expr(&self, expr: &ConstExpr) -> Result<Expr> {
        let mut canonical = Canonical::constant(self.compared, self.side);
        let mut operators = expr.get_operators_reader();
        let mut written = Vec::new();
        while !operators.eof() {
            operators.visit_operator(&mut canonical)?;
            written.push((canonical.opcode, canonical.out.clone()));
        }
        Ok(written)
    }

    fn element(&self, element: &wasmparser::Element) -> Result<Element> {
        let kind = match &element.kind {
            ElementKind::Passive => Place::Passive,
            ElementKind::Declared => Place::Declared,
            ElementKind::Active { table_index, offset_expr } => {
                Place::Active(table_index.unwrap_or(0), self.expr(offset_expr)?)
            }
        };
        let (ty, items) = match &element.items {
            ElementItems::Functions(functions) => {
                (wasmparser::RefType::FUNCREF, functions.clone().into_iter().map(|func| self.func(func?)).collect())
            }
            ElementItems::Expressions(ty, exprs) => {
                (*ty, exprs.clone().into_iter().map(|expr| self.expr(&expr?)).collect::<Result<Vec<_>>>())
            }
        };
        Ok(Element { kind, ty: self.compared.types.ref_type(self.side, ty), items: items? })
    }

    /// A function in a segment is the same, whether it is listed by index or by expression.
    fn func(&self, function_index: u32) -> Result<Expr> {
        let mut canonical = Canonical::constant(self.compared, self.side);
        canonical.visit_ref_func(function_index);
        Ok(vec![(canonical.opcode, canonical.out), (Opcode::End, Vec::new())])
    }

    fn data<'d>(&self, data: &wasmparser::Data<'d>) -> Result<Data<'d>> {
        let place = match &data.kind {
            DataKind::Passive => Place::Passive,
            DataKind::Active { memory_index, offset_expr } => Place::Active(*memory_index, self.expr(offset_expr)?),
        };
        Ok(Data { place, bytes: data.data })
    }
}

/// Whether two lists are the same, without showing what may be megabytes.
fn same_items<T: PartialEq>(what: &str, expected: &[T], found: &[T]) -> Result<()> {
    if let Some(differs) = expected.iter().zip(found).position(|(expected, found)| expected != found) {
        return Err(Error::bug(format!("{what} {differs} is not the same in the result")));
    }
    same(format_args!("the number of items after {what}"), &expected.len(), &found.len())
}

/// The result may have one more segment, which only declares functions for `ref.func`: the export that declared them
/// may name another one now.
fn elements(before: &[Element], after: &[Element]) -> Result<()> {
    let (kept, more) = after.split_at(before.len().min(after.len()));
    same_items("element segment", before, kept)?;
    match more {
        [] => Ok(()),
        [declared] if declared.kind == Place::Declared => Ok(()),
        _ => Err(Error::bug("the result has element segments that the plan does not name")),
    }
}

/// Custom sections are carried over as they are; `name` is compared by what it says.
fn customs(compared: &Compared) -> Result<()> {
    let kept = |module: &Module| {
        let kept = module.customs.iter().filter(|custom| custom.name != "name");
        kept.map(|custom| (custom.name.to_owned(), custom.data.to_owned())).collect::<BTreeSet<_>>()
    };
    let mut expected = kept(compared.before);
    expected.retain(|(name, _)| goes_stale(name).is_none());
    let found = kept(compared.after);
    if let Some((name, _)) = expected.symmetric_difference(&found).next() {
        return Err(Error::bug(format!("the custom section `{name}` is not the same in the result")));
    }
    Ok(())
}

/// Functions keep their names, and new ones have those that the plan gives them.
fn names(compared: &Compared) -> Result<()> {
    let (before, after) = (compared.before, compared.after);
    let mut expected: BTreeMap<u32, &str> = BTreeMap::new();
    for func in 0..before.function_count() {
        let place = compared.function(func).unwrap_or(u32::MAX);
        expected.extend(before.names.function(func).map(|name| (place, name)));
    }
    if !before.names.is_empty() {
        let added = compared.plan.added().map(|(name, _)| name);
        expected.extend(compared.functions.added.iter().copied().zip(added));
    }
    for func in 0..after.function_count() {
        same(format_args!("the name of function {func}"), &expected.get(&func).copied(), &after.names.function(func))?;
    }
    Ok(())
}
