//! What validating constant expressions takes, about, before wasmparser is called.
//!
//! It looks at each field of a struct that is made of defaults. A struct can have ten thousand, and three bytes make one.

use wasmparser::ConstExpr;
use wasmparser::DataKind;
use wasmparser::ElementItems;
use wasmparser::ElementKind;
use wasmparser::FromReader;
use wasmparser::Operator;
use wasmparser::Payload;
use wasmparser::SectionLimited;
use wasmparser::TableInit;
use wasmparser::types::TypesRef;

use super::format::opcode;
use super::signature;
use super::values::PER_BYTE;
use crate::bounds::Bound;
use crate::bounds::Bounds;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;

/// Whether the constant expressions of a section, which holds these bytes, can be validated within the bounds.
pub(super) fn within(payload: &Payload, bytes: &[u8], types: TypesRef, bounds: &Bounds) -> Result<()> {
    let (most, free) = (bounds.get(Bound::ValidateValues), PER_BYTE * bytes.len() as u64);
    // Most sections need not be read to know.
    let structs = || memchr::memchr_iter(opcode::GC, bytes).count() as u64;
    if !has_constants(payload) || structs().saturating_mul(widest(types)).saturating_sub(free) <= most {
        return Ok(());
    }
    match values(payload, types).saturating_sub(free) {
        values if values <= most => Ok(()),
        values => Err(Error::new(
            ErrorKind::Unsupported,
            format!(
                "too much to validate: its constant expressions make {values} values more than {PER_BYTE} for each byte: {}",
                bounds.advice(Bound::ValidateValues)
            ),
        )),
    }
}

fn has_constants(payload: &Payload) -> bool {
    matches!(
        payload,
        Payload::TableSection(_) | Payload::GlobalSection(_) | Payload::ElementSection(_) | Payload::DataSection(_)
    )
}

/// The most fields that a struct has.
fn widest(types: TypesRef) -> u64 {
    let all = 0..types.core_type_count_in_module();
    all.map(|index| signature::fields(types, index)).max().unwrap_or_default()
}

/// The fields that its structs of defaults have, all together. What cannot be read is not validated either.
fn values(payload: &Payload, types: TypesRef) -> u64 {
    let of = |expr: &ConstExpr| -> u64 { readable(expr.get_operators_reader()).map(|it| made(&it, types)).sum() };
    match payload {
        Payload::TableSection(tables) => items(tables)
            .map(|table| match table.init {
                TableInit::RefNull => 0,
                TableInit::Expr(expr) => of(&expr),
            })
            .sum(),
        Payload::GlobalSection(globals) => items(globals).map(|global| of(&global.init_expr)).sum(),
        Payload::ElementSection(elements) => items(elements)
            .map(|element| {
                let offset = match element.kind {
                    ElementKind::Active { offset_expr, .. } => of(&offset_expr),
                    ElementKind::Passive | ElementKind::Declared => 0,
                };
                match element.items {
                    ElementItems::Functions(_) => offset,
                    ElementItems::Expressions(_, all) => offset + items(&all).map(|expr| of(&expr)).sum::<u64>(),
                }
            })
            .sum(),
        Payload::DataSection(data) => items(data)
            .map(|segment| match segment.kind {
                DataKind::Active { offset_expr, .. } => of(&offset_expr),
                DataKind::Passive => 0,
            })
            .sum(),
        _ => 0,
    }
}

fn made(operator: &Operator, types: TypesRef) -> u64 {
    match operator {
        Operator::StructNewDefault { struct_type_index } | Operator::StructNewDefaultDesc { struct_type_index } => {
            signature::fields(types, *struct_type_index)
        }
        _ => 0,
    }
}

fn items<'a, T: FromReader<'a>>(section: &SectionLimited<'a, T>) -> impl Iterator<Item = T> {
    readable(section.clone())
}

fn readable<T>(items: impl IntoIterator<Item = wasmparser::Result<T>>) -> impl Iterator<Item = T> {
    items.into_iter().map_while(wasmparser::Result::ok)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::module::Module;

    /// What is said of structs of a hundred fields, if nothing may be more than the few for each byte.
    fn said(items: &str) -> Option<String> {
        let fields = "i32 ".repeat(100);
        let wasm = wat::parse_str(format!("(module (type $s (struct (field {fields}))) {items})")).expect(items);
        let bounds = Bounds::default().with(Bound::ValidateValues, 0);
        Module::parse_within(&wasm, &bounds).err().map(|error| error.message().to_owned())
    }

    #[test]
    fn structs_are_counted_wherever_an_expression_makes_them() {
        for (items, values) in [
            ("(global (ref $s) (struct.new_default $s))", 100 - 8 * PER_BYTE),
            ("(table 1 (ref $s) (struct.new_default $s))", 100 - 11 * PER_BYTE),
            ("(elem (ref $s) (item struct.new_default $s) (item struct.new_default $s))", 200 - 13 * PER_BYTE),
        ] {
            let limit = "the limit is 0 (--limit=validate-values=NUMBER sets another)";
            let more = format!("{values} values more than 8 for each byte");
            let expected = format!("too much to validate: its constant expressions make {more}: {limit}");
            assert_eq!(said(items), Some(expected), "{items}");
        }
    }

    #[test]
    fn other_expressions_are_not() {
        assert_eq!(
            said("(global (ref null $s) (ref.null $s)) (memory 1) (data (i32.const 251) \"\\fb\\01\\00\")"),
            None
        );
    }
}
