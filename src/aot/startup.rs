//! What it takes to compile the function that wasmtime makes to initialise a module, about, in values of Cranelift.
//!
//! wasmtime 48 lays out tables and memories when it compiles, where it can: where all places are constants and what lies between
//! them is little. All other elements, data and globals become code of one function.

use std::collections::BTreeMap;

use wasmparser::ConstExpr;
use wasmparser::DataKind;
use wasmparser::Element;
use wasmparser::ElementItems;
use wasmparser::ElementKind;
use wasmparser::Operator;
use wasmparser::TableInit;
use wasmparser::TypeRef;

use crate::module::Module;

/// What parts of that function take, compared with a value.
const OPERATOR: u64 = 8;
const FIELD: u64 = 7;
const GLOBAL: u64 = 25;
/// An element, and a segment of them: those that are put into a table, and those that wait for code to do so.
const PUT: (u64, u64) = (50, 110);
const WAITING: (u64, u64) = (20, 40);
const DATA: u64 = 160;
/// So many places of a table, or bytes of memory, that are laid out with nothing in them take as much as a value.
const PLACES: u64 = 4;
const BYTES: u64 = 32;

/// The longest table that is laid out.
const LONGEST: u64 = 1 << 20;
/// A memory is laid out if it is smaller, or if half of it is data.
const SMALL: u64 = 16 << 20;
/// The pages of memories that are laid out, as an exponent of two.
const PAGE: u32 = 16;

/// What initialising the module takes.
pub(super) fn values(module: &Module) -> u64 {
    let parts = [globals(module), elements(module), data(module)];
    parts.into_iter().fold(0, u64::saturating_add)
}

fn globals(module: &Module) -> u64 {
    let made = module.globals().filter(|global| !is_number(&global.init_expr));
    let (mut count, mut values) = (0, 0u64);
    for global in made {
        count += 1;
        values = values.saturating_add(GLOBAL + expression(module, &global.init_expr));
    }
    values.saturating_add(distinct(count))
}

/// What so many globals take in one function, beside what each takes: Cranelift compares each with all others.
pub(super) fn distinct(globals: u64) -> u64 {
    globals.saturating_mul(globals) / 2_000
}

/// Whether a global that begins with this needs no code.
fn is_number(expression: &ConstExpr) -> bool {
    constant(expression).is_some()
        || matches!(
            single(expression),
            Some(Operator::F32Const { .. } | Operator::F64Const { .. } | Operator::V128Const { .. })
        )
}

/// A constant expression that is one number, as it is in a table or memory.
fn constant(expression: &ConstExpr) -> Option<u64> {
    match single(expression)? {
        Operator::I32Const { value } => Some(value.cast_unsigned().into()),
        Operator::I64Const { value } => Some(value.cast_unsigned()),
        _ => None,
    }
}

/// The one instruction of a constant expression, before its end.
fn single<'a>(expression: &ConstExpr<'a>) -> Option<Operator<'a>> {
    let mut operators = expression.get_operators_reader().into_iter();
    let (only, end) = (operators.next()?.ok()?, operators.next()?.ok()?);
    matches!(end, Operator::End).then_some(only)
}

/// What it takes to make a struct of a type, in a function as well: Cranelift writes each field by itself.
pub(super) fn fields(module: &Module, ty: u32) -> u64 {
    FIELD * module.field_count(ty)
}

fn expression(module: &Module, expression: &ConstExpr) -> u64 {
    let value = |operator: &Operator| match operator {
        Operator::StructNew { struct_type_index } | Operator::StructNewDefault { struct_type_index } => {
            OPERATOR + fields(module, *struct_type_index)
        }
        Operator::End => 0,
        _ => OPERATOR,
    };
    let operators = expression.get_operators_reader().into_iter().flatten();
    operators.fold(0, |sum, operator| sum.saturating_add(value(&operator)))
}

/// The tables that are laid out, as far as they are.
struct TableLayout {
    imported: u32,
    /// The sizes of those that are not imported.
    sizes: Vec<u64>,
    /// How far each is laid out.
    ends: BTreeMap<u32, u64>,
    /// Whether what follows is laid out, too: the first that is not ends it.
    goes_on: bool,
}

impl TableLayout {
    fn of(module: &Module) -> Self {
        let imported = module.imports.iter().filter(|import| matches!(import.ty, TypeRef::Table(_))).count() as u32;
        let sizes: Vec<u64> = module.tables.iter().map(|table| table.ty.initial).collect();
        let filled = (imported..).zip(&module.tables).filter(|(_, table)| matches!(table.init, TableInit::Expr(_)));
        let ends = filled.map(|(index, table)| (index, table.ty.initial.min(LONGEST))).collect();
        Self { imported, sizes, ends, goes_on: true }
    }

    /// Whether a segment is laid out.
    fn takes(&mut self, table: u32, offset: Option<u64>, items: &ElementItems) -> bool {
        let ElementItems::Functions(functions) = items else {
            return false;
        };
        let place = table.checked_sub(self.imported).and_then(|table| self.sizes.get(table as usize));
        let end = offset.and_then(|offset| offset.checked_add(functions.count().into()));
        match (place, end) {
            (Some(size), Some(end)) if self.goes_on && end <= *size && end <= LONGEST => {
                let known = self.ends.entry(table).or_default();
                *known = end.max(*known);
                true
            }
            _ => false,
        }
    }
}

fn elements(module: &Module) -> u64 {
    let mut layout = TableLayout::of(module);
    let mut values = 0u64;
    let mut laid_out = 0;
    for table in &module.tables {
        if let TableInit::Expr(init) = &table.init {
            values = values.saturating_add(expression(module, init));
        }
    }
    for Element { kind, items, .. } in &module.elements {
        let (each, segment) = match kind {
            ElementKind::Active { table_index, offset_expr } => {
                if layout.takes(table_index.unwrap_or_default(), constant(offset_expr), items) {
                    laid_out += count(items);
                    continue;
                }
                layout.goes_on = false;
                values = values.saturating_add(expression(module, offset_expr));
                PUT
            }
            ElementKind::Passive => WAITING,
            ElementKind::Declared => continue,
        };
        values = values.saturating_add(segment).saturating_add(of_items(module, items, each));
    }
    let places = layout.ends.values().fold(0, |sum, end| u64::saturating_add(sum, *end));
    values.saturating_add(places.saturating_sub(laid_out) / PLACES)
}

fn count(items: &ElementItems) -> u64 {
    match items {
        ElementItems::Functions(functions) => functions.count().into(),
        ElementItems::Expressions(_, expressions) => expressions.count().into(),
    }
}

fn of_items(module: &Module, items: &ElementItems, each: u64) -> u64 {
    let each = count(items).saturating_mul(each);
    match items {
        ElementItems::Functions(_) => each,
        ElementItems::Expressions(_, expressions) => {
            let expressions = expressions.clone().into_iter().flatten();
            expressions.fold(each, |sum, it| sum.saturating_add(expression(module, &it)))
        }
    }
}

/// What is in one memory.
struct MemoryLayout {
    start: u64,
    end: u64,
    data: u64,
}

fn data(module: &Module) -> u64 {
    if let Some(layouts) = laid_out(module) {
        let passive = module.data().filter(|data| matches!(data.kind, DataKind::Passive)).count() as u64;
        let empty = |layout: &MemoryLayout| (layout.end - layout.start).saturating_sub(layout.data) / BYTES;
        return layouts.values().map(empty).fold(passive * DATA, u64::saturating_add);
    }
    let segment = |kind: &DataKind| match kind {
        DataKind::Active { offset_expr, .. } => DATA + expression(module, offset_expr),
        DataKind::Passive => DATA,
    };
    module.data().fold(0, |sum, data| sum.saturating_add(segment(&data.kind)))
}

/// How memories are laid out; nothing if code has to write the data.
fn laid_out(module: &Module) -> Option<BTreeMap<u32, MemoryLayout>> {
    let mut layouts: BTreeMap<u32, MemoryLayout> = BTreeMap::new();
    for data in module.data() {
        let DataKind::Active { memory_index, offset_expr } = &data.kind else {
            continue;
        };
        let memory = module.memories.get(*memory_index as usize).filter(|memory| memory.import.is_none())?;
        let page = memory.ty.page_size_log2.unwrap_or(PAGE);
        let (start, length) = (constant(offset_expr)?, data.data.len() as u64);
        let end = start.checked_add(length)?;
        if page != PAGE || end > memory.ty.initial.saturating_mul(1 << page) {
            return None;
        }
        if length > 0 {
            let layout = layouts.entry(*memory_index).or_insert(MemoryLayout { start, end, data: 0 });
            layout.start = layout.start.min(start);
            layout.end = layout.end.max(end);
            layout.data = layout.data.saturating_add(length);
        }
    }
    let is_small = |layout: &MemoryLayout| {
        let size = layout.end - layout.start;
        size < SMALL || size < layout.data.saturating_mul(2)
    };
    layouts.values().all(is_small).then_some(layouts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(fields: &str) -> u64 {
        let wasm = wat::parse_str(format!("(module {fields})")).expect(fields);
        values(&Module::parse(&wasm).expect(fields))
    }

    #[test]
    fn what_is_laid_out_takes_nothing() {
        for fields in [
            "(global i32 (i32.const 1)) (global f64 (f64.const 1)) (global v128 (v128.const i64x2 1 2))",
            r#"(memory 1) (data (i32.const 8) "a") (data (i32.const 9) "b")"#,
            "(table 2 funcref) (elem (i32.const 0) $f $f) (func $f)",
            "(elem declare func $f) (func $f)",
        ] {
            assert_eq!(of(fields), 0, "{fields}");
        }
    }

    #[test]
    fn what_code_initialises_takes_its_share() {
        for (fields, least) in [
            ("(global i32 (i32.add (i32.const 1) (i32.const 2)))", GLOBAL + 3 * OPERATOR),
            (r#"(memory (import "a" "b") 1) (data (i32.const 8) "a")"#, DATA + OPERATOR),
            (r#"(memory 1) (data "a")"#, DATA),
            (r#"(memory 512) (data (i32.const 8) "a") (data (i32.const 30000000) "b")"#, 2 * DATA),
            (r#"(memory 512) (data (i32.const 8) "a") (data (i32.const 10000008) "b")"#, 10_000_000 / BYTES - 1),
            (r#"(table (import "a" "b") 1 funcref) (elem (i32.const 0) $f) (func $f)"#, PUT.0 + PUT.1),
            ("(table 1 funcref) (elem (i32.const 0) funcref (ref.null func))", PUT.0 + PUT.1 + OPERATOR),
            ("(table 1000000 funcref) (elem (i32.const 999999) $f) (func $f)", 999_999 / PLACES),
            ("(table 1000000 funcref (ref.func $f)) (func $f)", 1_000_000 / PLACES),
            ("(elem funcref (ref.null func))", WAITING.0 + WAITING.1 + OPERATOR),
            ("(type $s (struct (field i32 i32 i32))) (global (ref $s) (struct.new_default $s))", GLOBAL + 3 * FIELD),
        ] {
            let values = of(fields);
            assert!((least..least + 50).contains(&values), "{fields}: {values}, not {least}");
        }
    }

    #[test]
    fn what_follows_code_is_code_as_well() {
        let by_code = PUT.0 + PUT.1;
        let fields = r#"(import "a" "b" (global $at i32)) (table 2 funcref) (func $f)
            (elem (i32.const 0) $f) (elem (global.get $at) $f) (elem (i32.const 1) $f)"#;
        assert_eq!(of(fields), 2 * by_code + 2 * OPERATOR);
    }
}
