//! Who owns the tables, and what they hold at first.

use wasmparser::ConstExpr;
use wasmparser::ElementItems;
use wasmparser::ElementKind;
use wasmparser::ExternalKind;
use wasmparser::Operator;
use wasmparser::RefType;
use wasmparser::TableInit;
use wasmparser::TableType;
use wasmparser::TypeRef;

use super::memory::Direction;
use super::named::Named;
use crate::constant::constant;
use crate::module::Module;

/// One table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableFacts {
    /// Module and name that it is imported from.
    pub import: Option<(String, String)>,
    /// The names that it is exported under.
    pub exports: Vec<String>,
    /// The type of what it holds.
    pub element: RefType,
    /// Whether it is indexed by i64 (memory64).
    pub table64: bool,
    /// Whether threads share it.
    pub shared: bool,
    /// How many elements it has at first.
    pub minimum: u64,
    /// The most that it may grow to, in elements.
    pub maximum: Option<u64>,
    /// Whether its definition gives all elements a value that is not null.
    pub is_filled: bool,
    /// Whether active segments write elements to it at each instantiation.
    pub is_written: bool,
    /// The first place behind all that active segments write; unknown if the offset of one is not a constant.
    pub elements_end: Option<u64>,
}

impl Named for TableFacts {
    const ONE: &'static str = "table";
    const SEVERAL: &'static str = "tables";

    fn import(&self) -> Option<&(String, String)> {
        self.import.as_ref()
    }

    fn exports(&self) -> &[String] {
        &self.exports
    }
}

impl TableFacts {
    /// What a host can reach of it.
    pub fn direction(&self) -> Direction {
        Direction::of(self.import.is_some(), !self.exports.is_empty())
    }

    fn of(ty: TableType, import: Option<(String, String)>, is_filled: bool) -> Self {
        Self {
            import,
            exports: Vec::new(),
            element: ty.element_type,
            table64: ty.table64,
            shared: ty.shared,
            minimum: ty.initial,
            maximum: ty.maximum,
            is_filled,
            is_written: false,
            elements_end: Some(0),
        }
    }
}

/// All tables, in index order.
pub(super) fn tables(module: &Module) -> Vec<TableFacts> {
    let imported = module.imports.iter().filter_map(|import| match import.ty {
        TypeRef::Table(ty) => Some(TableFacts::of(ty, Some((import.module.to_owned(), import.name.to_owned())), false)),
        _ => None,
    });
    let own = module.tables.iter().map(|table| {
        let is_filled = matches!(&table.init, TableInit::Expr(init) if !is_null(init));
        TableFacts::of(table.ty, None, is_filled)
    });
    let mut tables: Vec<TableFacts> = imported.chain(own).collect();
    for export in module.exports.iter().filter(|export| export.kind == ExternalKind::Table) {
        if let Some(table) = tables.get_mut(export.index as usize) {
            table.exports.push(export.name.to_owned());
        }
    }
    for segment in &module.elements {
        let ElementKind::Active { table_index, offset_expr } = &segment.kind else {
            continue;
        };
        if let Some(table) = tables.get_mut(table_index.unwrap_or(0) as usize) {
            let end = constant(offset_expr).and_then(|offset| offset.checked_add(count(&segment.items)));
            table.is_written = true;
            table.elements_end = table.elements_end.zip(end).map(|(known, end)| known.max(end));
        }
    }
    tables
}

fn count(items: &ElementItems) -> u64 {
    u64::from(match items {
        ElementItems::Functions(functions) => functions.count(),
        ElementItems::Expressions(_, expressions) => expressions.count(),
    })
}

fn is_null(init: &ConstExpr) -> bool {
    let mut operators = init.get_operators_reader().into_iter();
    matches!(operators.next(), Some(Ok(Operator::RefNull { .. })))
        && matches!(operators.next(), Some(Ok(Operator::End)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(fields: &str) -> Vec<TableFacts> {
        let wasm = wat::parse_str(format!("(module {fields})")).expect("it is valid");
        tables(&Module::parse(&wasm).expect("it is valid"))
    }

    #[test]
    fn what_segments_write_is_known_where_offsets_are() {
        let ends = |segments: &str| {
            let fields = format!(
                r#"(import "a" "b" (global $at i32)) (table 9 funcref) (table 9 funcref) (func $f) {segments}"#
            );
            seen(&fields).iter().map(|table| (table.is_written, table.elements_end)).collect::<Vec<_>>()
        };
        assert_eq!(ends(""), [(false, Some(0)), (false, Some(0))]);
        assert_eq!(ends("(elem (i32.const 3) $f $f) (elem (i32.const 1) $f)"), [(true, Some(5)), (false, Some(0))]);
        assert_eq!(ends("(elem (table 1) (global.get $at) func $f)"), [(false, Some(0)), (true, None)]);
        assert_eq!(ends("(elem (global.get $at) $f) (elem (i32.const 1) $f)"), [(true, None), (false, Some(0))]);
        assert_eq!(ends("(elem func $f) (elem declare func $f)"), [(false, Some(0)), (false, Some(0))]);
    }

    #[test]
    fn a_value_that_is_not_null_fills_a_table() {
        let filled = |fields: &str| seen(fields).iter().map(|table| table.is_filled).collect::<Vec<_>>();
        assert_eq!(
            filled(
                r#"(import "a" "t" (table 1 funcref)) (table 1 funcref) (table 1 funcref (ref.null func))
                (table 1 (ref func) (ref.func $f)) (func $f)"#
            ),
            [false, false, false, true]
        );
    }

    #[test]
    fn each_has_its_names() {
        let tables = seen(r#"(import "a" "t" (table 1 2 externref)) (table (export "u") (export "v") 3 funcref)"#);
        assert_eq!(tables[0].import, Some(("a".to_owned(), "t".to_owned())));
        assert_eq!((tables[0].minimum, tables[0].maximum), (1, Some(2)));
        assert_eq!(tables[1].exports, ["u", "v"]);
        assert!(["t", "a.t"].into_iter().all(|name| tables[0].is_called(name)) && tables[1].is_called("v"));
    }
}
