//! The types of functions and tags, by index.

use wasmparser::CompositeInnerType;
use wasmparser::FuncType;
use wasmparser::types::CoreTypeId;
use wasmparser::types::Types;
use wasmparser::types::TypesRef;

/// The type of a function.
pub(super) fn of_function(types: &Types, func: u32) -> Option<&FuncType> {
    let known = types.as_ref();
    if func < known.function_count() { of(types, known.core_function_at(func)) } else { None }
}

/// The type at an index, if it is one of functions.
pub(super) fn at(types: &Types, index: u32) -> Option<&FuncType> {
    let known = types.as_ref();
    if index < known.core_type_count_in_module() { of(types, known.core_type_at_in_module(index)) } else { None }
}

/// What a tag carries.
pub(super) fn of_tag(types: &Types, tag: u32) -> Option<&FuncType> {
    let known = types.as_ref();
    if tag < known.tag_count() { of(types, known.tag_at(tag)) } else { None }
}

/// How many fields the type at an index has, if it is one of structs.
pub(super) fn fields(types: TypesRef, index: u32) -> u64 {
    if index >= types.core_type_count_in_module() {
        return 0;
    }
    match &types[types.core_type_at_in_module(index)].composite_type.inner {
        CompositeInnerType::Struct(ty) => ty.fields.len() as u64,
        _ => 0,
    }
}

fn of(types: &Types, id: CoreTypeId) -> Option<&FuncType> {
    match &types[id].composite_type.inner {
        CompositeInnerType::Func(ty) => Some(ty),
        _ => None,
    }
}
