//! Tables, globals, segments and custom sections.

use std::collections::HashSet;

use rayon::prelude::*;
use wasmparser::ConstExpr;
use wasmparser::Data;
use wasmparser::DataKind;
use wasmparser::Element;
use wasmparser::ElementItems;
use wasmparser::ElementKind;
use wasmparser::Global;
use wasmparser::Operator;
use wasmparser::Table;
use wasmparser::TableInit;

use super::compared::Compared;
use super::compared::same;
use super::expected::ItemTypes;
use crate::canonical::Canonical;
use crate::canonical::Side;
use crate::error::Error;
use crate::error::Result;
use crate::leb;
use crate::module::Custom;
use crate::module::Module;
use crate::module::format::ORDER;
use crate::module::format::section;
use crate::plan::Ownership;
use crate::plan::SectionKind;
use crate::rewrite::Rewriter;

pub(super) fn compare(compared: &Compared) -> Result<()> {
    let (before, after) = (compared.before, compared.after);
    if compared.rewriter == Rewriter::Splice {
        untouched(compared)?;
    }
    let mut expected = ItemTypes::of(compared, Side::Before, before);
    if compared.touched.guard {
        expected.add_guard(compared);
    }
    if let Some((table, Ownership::Defined { minimum })) = compared.touched.table {
        expected.size_table(table, minimum);
    }
    expected.compare(&ItemTypes::of(compared, Side::After, after))?;
    let changed = |id| !compared.are_same(before.content(id), after.content(id));
    if changed(section::GLOBAL) {
        globals(compared)?;
    }
    if changed(section::TABLE) {
        tables(compared)?;
    }
    if changed(section::DATA) {
        let (before, after): (Vec<_>, Vec<_>) = (before.data().collect(), after.data().collect());
        all_same("data segment", compared, &before, &after, Some(before.len()), Exprs::data)?;
    }
    if changed(section::ELEMENT) {
        elements(compared)?;
    }
    customs(compared)?;
    names(compared)
}

/// What was spliced has the input's bytes in every section that no edit touches. Bodies are compared one by one.
fn untouched(compared: &Compared) -> Result<()> {
    let (before, after) = (compared.before, compared.after);
    let touched = compared.plan.sections();
    let touches = |id| touched.iter().any(|kind| kind.id() == id);
    let differs = |id: &u8| !touches(*id) && !same_bytes(before.content(*id), after.content(*id));
    if let Some(id) = ORDER.into_iter().find(differs) {
        return Err(Error::bug(format!(
            "section {id} is not the same in the result, though the plan does not name it"
        )));
    }
    if !touched.contains(&SectionKind::Names) && !same_names(before, after) {
        return Err(Error::bug("the name section is not the same in the result, though the plan does not name it"));
    }
    Ok(())
}

/// The module's own tables begin with the same values. One that changes hands begins with null, as the host's do.
fn tables(compared: &Compared) -> Result<()> {
    let (mut before, mut after) = (compared.before.tables.as_slice(), compared.after.tables.as_slice());
    let gone = match compared.touched.table {
        Some((_, Ownership::Imported { .. })) => before.split_off_first(),
        Some((_, Ownership::Defined { .. })) => after.split_off_first(),
        None => None,
    };
    if gone.is_some_and(|table| !begins_with_null(table)) {
        return Err(Error::bug("the table that changes hands has a value for its elements"));
    }
    all_same("the value of table", compared, before, after, Some(before.len()), Exprs::table)
}

fn begins_with_null(table: &Table) -> bool {
    let TableInit::Expr(init) = &table.init else {
        return true;
    };
    let mut operators = init.get_operators_reader().into_iter();
    matches!(operators.next(), Some(Ok(Operator::RefNull { .. })))
        && matches!(operators.next(), Some(Ok(Operator::End)))
}

/// The guard comes last, and is zero.
fn globals(compared: &Compared) -> Result<()> {
    let (before, after) = (compared.before, compared.after);
    let (before, after): (Vec<_>, Vec<_>) = (before.globals().collect(), after.globals().collect());
    all_same("the value of global", compared, &before, &after, None, Exprs::global)?;
    for guard in &after[before.len()..] {
        let value: Vec<Operator> =
            guard.init_expr.get_operators_reader().into_iter().collect::<std::result::Result<_, _>>()?;
        same("the value of the guard", &vec![Operator::I32Const { value: 0 }, Operator::End], &value)?;
    }
    Ok(())
}

/// The result may have one more segment, which only declares functions for `ref.func`: the export that declared them
/// may name another one now.
fn elements(compared: &Compared) -> Result<()> {
    let (before, after) = (&compared.before.elements, &compared.after.elements);
    all_same("element segment", compared, before, after, None, Exprs::element)?;
    match &after[before.len()..] {
        [] => Ok(()),
        [declared] if matches!(declared.kind, ElementKind::Declared) => Ok(()),
        _ => Err(Error::bug("the result has element segments that the plan does not name")),
    }
}

/// Whether the items of two lists are the same one by one. The result may have more of them, unless their number is
/// given. There can be a hundred thousand (Go's data segments), so they are compared in parallel and never copied.
fn all_same<'a, 'b, 'c, T: Sync>(
    what: &str,
    compared: &'a Compared<'b, 'c>,
    before: &[T],
    after: &[T],
    count: Option<usize>,
    is_same: impl Fn(&mut Exprs<'a, 'b, 'c>, &T, &T) -> Result<bool> + Sync,
) -> Result<()> {
    if after.len() < before.len() || count.is_some_and(|count| count != after.len()) {
        return Err(Error::bug(format!("{what} {} is not in the result, or there are more of them", before.len())));
    }
    let differs = before
        .par_iter()
        .zip(after)
        .map_init(|| Exprs::new(compared), |exprs, (old, new)| is_same(exprs, old, new))
        .position_first(|is_same| !matches!(is_same, Ok(true)));
    match differs {
        None => Ok(()),
        Some(index) => Err(Error::bug(format!("{what} {index} is not the same in the result"))),
    }
}

/// Compares what holds constant expressions.
struct Exprs<'a, 'b, 'c> {
    compared: &'a Compared<'b, 'c>,
    before: Canonical<'a>,
    after: Canonical<'a>,
}

impl<'a, 'b, 'c> Exprs<'a, 'b, 'c> {
    fn new(compared: &'a Compared<'b, 'c>) -> Self {
        let before = Canonical::constant(compared.numbering(Side::Before));
        let after = Canonical::constant(compared.numbering(Side::After));
        Self { compared, before, after }
    }

    fn expr(&mut self, before: &ConstExpr, after: &ConstExpr) -> Result<bool> {
        let (mut old, mut new) = (before.get_operators_reader(), after.get_operators_reader());
        while !old.eof() && !new.eof() {
            old.visit_operator(&mut self.before)?;
            new.visit_operator(&mut self.after)?;
            if self.before.opcode != self.after.opcode || self.before.out != self.after.out {
                return Ok(false);
            }
        }
        Ok(old.eof() && new.eof())
    }

    fn global(&mut self, before: &Global, after: &Global) -> Result<bool> {
        self.expr(&before.init_expr, &after.init_expr)
    }

    fn table(&mut self, before: &Table, after: &Table) -> Result<bool> {
        match (&before.init, &after.init) {
            (TableInit::RefNull, TableInit::RefNull) => Ok(true),
            (TableInit::Expr(before), TableInit::Expr(after)) => self.expr(before, after),
            _ => Ok(false),
        }
    }

    fn data(&mut self, before: &Data, after: &Data) -> Result<bool> {
        let same_place = match (&before.kind, &after.kind) {
            (DataKind::Passive, DataKind::Passive) => true,
            (DataKind::Active { memory_index, .. }, DataKind::Passive) => {
                self.compared.touched.passive == Some(*memory_index)
            }
            (
                DataKind::Active { memory_index: old, offset_expr: before },
                DataKind::Active { memory_index: new, offset_expr: after },
            ) => {
                self.compared.touched.passive != Some(*old)
                    && self.compared.touched.places.of(*old) == *new
                    && self.expr(before, after)?
            }
            _ => false,
        };
        Ok(same_place && before.data == after.data)
    }

    fn element(&mut self, before: &Element, after: &Element) -> Result<bool> {
        let same_place = match (&before.kind, &after.kind) {
            (ElementKind::Passive, ElementKind::Passive) | (ElementKind::Declared, ElementKind::Declared) => true,
            (
                ElementKind::Active { table_index: old, offset_expr: before },
                ElementKind::Active { table_index: new, offset_expr: after },
            ) => old.unwrap_or(0) == new.unwrap_or(0) && self.expr(before, after)?,
            _ => false,
        };
        Ok(same_place && self.items(&before.items, &after.items)?)
    }

    fn items(&mut self, before: &ElementItems, after: &ElementItems) -> Result<bool> {
        match (before, after) {
            (ElementItems::Functions(before), ElementItems::Functions(after)) => {
                let mut same = before.count() == after.count();
                for (old, new) in before.clone().into_iter().zip(after.clone()) {
                    same &= self.compared.function(old?) == Some(new?);
                }
                Ok(same)
            }
            (ElementItems::Expressions(old, before), ElementItems::Expressions(new, after)) => {
                let types = &self.compared.types;
                let same_type = types.ref_type(Side::Before, *old) == types.ref_type(Side::After, *new);
                let mut same = same_type && before.count() == after.count();
                for (old, new) in before.clone().into_iter().zip(after.clone()) {
                    same &= self.expr(&old?, &new?)?;
                }
                Ok(same)
            }
            _ => Ok(false),
        }
    }
}

/// Custom sections are carried over as they are; `name` is compared by what it says.
fn customs(compared: &Compared) -> Result<()> {
    let drops = |name: &str| compared.rewriter.drops(name).or(compared.rewriter.drops_further(name)).is_some();
    let expected = || others(compared.before).filter(|it| !drops(it.name));
    let found = || others(compared.after);
    let differs = match compared.rewriter {
        Rewriter::Splice => first_difference(expected(), found()),
        // It orders them anew.
        Rewriter::Walrus => first_difference(sorted(expected()).into_iter(), sorted(found()).into_iter()),
    };
    match differs {
        Some(name) => Err(Error::bug(format!("the custom section `{name}` is not the same in the result"))),
        None => Ok(()),
    }
}

fn sorted<'a>(customs: impl Iterator<Item = Custom<'a>>) -> Vec<Custom<'a>> {
    let mut customs: Vec<_> = customs.collect();
    customs.sort_unstable_by_key(|custom| (custom.name, custom.data));
    customs
}

/// The name of the first section that is not the same, or not there.
fn first_difference<'a>(
    mut expected: impl Iterator<Item = Custom<'a>>,
    mut found: impl Iterator<Item = Custom<'a>>,
) -> Option<&'a str> {
    loop {
        match (expected.next(), found.next()) {
            (None, None) => return None,
            (Some(old), Some(new)) if old.name == new.name && same_bytes(old.data, new.data) => {}
            (Some(custom), _) | (None, Some(custom)) => return Some(custom.name),
        }
    }
}

fn same_bytes(one: &[u8], other: &[u8]) -> bool {
    std::ptr::eq(one, other) || one == other
}

/// All but the first `name` section, which is the one that counts.
fn others<'a>(module: &Module<'a>) -> impl Iterator<Item = Custom<'a>> {
    let names = module.custom("name").map(|names| names.range.start);
    module.customs().filter(move |custom| Some(custom.range.start) != names)
}

fn same_names(before: &Module, after: &Module) -> bool {
    match (before.custom("name"), after.custom("name")) {
        (Some(before), Some(after)) => same_bytes(before.data, after.data),
        (None, None) => true,
        _ => false,
    }
}

/// What a `name` section says of other things than functions: subsections, each by its id (the specification's appendix
/// "Custom Sections").
fn other_names(custom: Option<&Custom>) -> Vec<(u8, Vec<u8>)> {
    const FUNCTIONS: u8 = 1;
    let mut rest = custom.map(|custom| custom.data).unwrap_or_default();
    let mut subsections = Vec::new();
    while let Some((id, after)) = rest.split_first() {
        let content = leb::read(after).and_then(|(size, width)| after.get(width..)?.split_at_checked(size as usize));
        let Some((content, next)) = content else {
            subsections.push((*id, rest.to_vec()));
            break;
        };
        if *id != FUNCTIONS {
            subsections.push((*id, content.to_vec()));
        }
        rest = next;
    }
    subsections
}

/// Functions keep their names, and new ones have those that the plan gives them.
fn names(compared: &Compared) -> Result<()> {
    let (before, after) = (compared.before, compared.after);
    let added = &compared.functions.added;
    // A name section that is not as it should be stays as it is, whatever it says of functions that there were not.
    let untouched = same_names(before, after);
    if untouched && compared.keeps_indices {
        return Ok(());
    }
    // walrus writes the other names anew, of what it kept.
    if compared.rewriter == Rewriter::Splice
        && other_names(before.custom("name").as_ref()) != other_names(after.custom("name").as_ref())
    {
        return Err(Error::bug("names of other things than functions are not the same in the result"));
    }
    let mut expected: Vec<(u32, &str)> = Vec::new();
    for (func, name) in before.names.functions() {
        expected.extend(compared.function(func).map(|place| (place, name)));
    }
    if !before.names.is_empty() && !untouched {
        expected.extend(added.iter().copied().zip(compared.touched.added.iter().map(|(name, _)| *name)));
    }
    if !expected.is_sorted() {
        expected.sort_unstable();
    }
    let untold: HashSet<u32> = if untouched { added.iter().copied().collect() } else { HashSet::new() };
    let is_told = |func: u32| func < after.function_count() && !untold.contains(&func);
    let mut found = after.names.functions().filter(|(func, _)| is_told(*func));
    for (func, name) in expected {
        same(format_args!("the name of function {func}"), &Some((func, name)), &found.next())?;
    }
    same("the number of names", &None, &found.next())
}
