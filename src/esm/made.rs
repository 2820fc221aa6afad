//! What JavaScript makes of a type (WebAssembly JavaScript Interface): the memories and tables of a module, and what stands for globals
//! and tags until the user gives them.

use wasmparser::AbstractHeapType;
use wasmparser::FuncType;
use wasmparser::GlobalType;
use wasmparser::HeapType;
use wasmparser::MemoryType;
use wasmparser::RefType;
use wasmparser::TableType;
use wasmparser::ValType;

use super::item::JsKind;

/// The base-2 logarithm of how many bytes a page of a memory has, where a module does not say otherwise. JavaScript makes no others.
const PAGE: u32 = 16;

/// The expression that makes it; none if JavaScript cannot: then another module may export it.
pub(super) fn new(kind: &JsKind) -> Option<String> {
    match kind {
        JsKind::Function(_) => None,
        JsKind::Memory(ty) => new_memory(ty),
        JsKind::Table(ty) => new_table(ty),
        JsKind::Global(ty) => new_global(ty),
        JsKind::Tag(ty) => new_tag(ty),
    }
}

/// `MemoryDescriptor`.
fn new_memory(ty: &MemoryType) -> Option<String> {
    let number = |pages: u64| if ty.memory64 { format!("{pages}n") } else { pages.to_string() };
    let mut parts = Vec::new();
    parts.extend(ty.memory64.then(|| "address: 'i64'".to_owned()));
    parts.push(format!("initial: {}", number(ty.initial)));
    parts.extend(ty.maximum.map(|maximum| format!("maximum: {}", number(maximum))));
    parts.extend(ty.shared.then(|| "shared: true".to_owned()));
    (ty.page_size_log2() == PAGE).then(|| format!("new WebAssembly.Memory({{ {} }})", parts.join(", ")))
}

/// `TableDescriptor`.
fn new_table(ty: &TableType) -> Option<String> {
    let element = reference(ty.element_type).filter(|_| !ty.shared)?;
    let number = |count: u64| if ty.table64 { format!("{count}n") } else { count.to_string() };
    let mut parts = Vec::new();
    parts.extend(ty.table64.then(|| "address: 'i64'".to_owned()));
    parts.push(format!("element: '{element}'"));
    parts.push(format!("initial: {}", number(ty.initial)));
    parts.extend(ty.maximum.map(|maximum| format!("maximum: {}", number(maximum))));
    Some(format!("new WebAssembly.Table({{ {} }})", parts.join(", ")))
}

/// `GlobalDescriptor`. A constant is given as its value.
fn new_global(ty: &GlobalType) -> Option<String> {
    let value = match ty.content_type {
        ValType::I32 | ValType::F32 | ValType::F64 => "0",
        ValType::I64 => "0n",
        ValType::Ref(ty) if ty.is_nullable() => "null",
        ValType::Ref(_) | ValType::V128 => return None,
    };
    match ty.mutable {
        _ if ty.shared => None,
        false => Some(value.to_owned()),
        true => {
            let name = value_type(ty.content_type)?;
            // Null is the value without one, and none that TypeScript knows.
            let value = if name == "anyfunc" { String::new() } else { format!(", {value}") };
            Some(format!("new WebAssembly.Global({{ value: '{name}', mutable: true }}{value})"))
        }
    }
}

/// `TagType`.
fn new_tag(ty: &FuncType) -> Option<String> {
    let name = |ty: &ValType| Some(format!("'{}'", value_type(*ty)?));
    let parameters = ty.params().iter().map(name).collect::<Option<Vec<_>>>()?;
    Some(format!("new WebAssembly.Tag({{ parameters: [{}] }})", parameters.join(", ")))
}

/// `ValueType`, as TypeScript knows it too.
fn value_type(ty: ValType) -> Option<&'static str> {
    Some(match ty {
        ValType::I32 => "i32",
        ValType::I64 => "i64",
        ValType::F32 => "f32",
        ValType::F64 => "f64",
        ValType::V128 => "v128",
        ValType::Ref(RefType::FUNCREF) => "anyfunc",
        ValType::Ref(RefType::EXTERNREF) => "externref",
        ValType::Ref(_) => return None,
    })
}

/// `TableKind`, and what V8 takes besides (`wasm-js.cc`): Node 26, Deno and Chromium.
fn reference(ty: RefType) -> Option<&'static str> {
    let HeapType::Abstract { shared: false, ty: heap } = ty.heap_type() else {
        return None;
    };
    let name = match heap {
        AbstractHeapType::Func => "anyfunc",
        AbstractHeapType::Extern => "externref",
        AbstractHeapType::Any => "anyref",
        AbstractHeapType::Eq => "eqref",
        AbstractHeapType::I31 => "i31ref",
        AbstractHeapType::Struct => "structref",
        AbstractHeapType::Array => "arrayref",
        _ => return None,
    };
    ty.is_nullable().then_some(name)
}
