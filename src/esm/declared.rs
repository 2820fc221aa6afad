//! `NAME.d.mts`: the types of what the module exports, and of what the user gives it.

use wasmparser::FuncType;
use wasmparser::ValType;

use super::js;
use super::options::EsmOptions;
use super::surface::GivenModule;
use super::surface::JsItem;
use super::surface::JsKind;
use super::surface::Surface;

pub(super) fn declared(surface: &Surface, given: &[GivenModule], options: &EsmOptions) -> String {
    let mut text = format!("// Made by wasm-initfix. What {}.mjs exports.\n\n", options.name);
    for (number, export) in surface.exports.iter().enumerate() {
        text.push_str(&one(number, export));
    }
    text.push_str("\n/** All exports. */\nexport declare const exports: {\n");
    text.push_str(&members(surface));
    text.push_str("};\n");
    if !given.is_empty() {
        text.push_str(&imports(given));
    }
    text
}

fn one(number: usize, export: &JsItem) -> String {
    let name = match js::is_variable(export.name) {
        true => export.name.to_owned(),
        false => format!("export{number}"),
    };
    let (open, close) = match js::is_variable(export.name) {
        true => ("export declare", String::new()),
        false => ("declare", format!("export {{ {name} as {} }};\n", js::key(export.name))),
    };
    let declared = match &export.kind {
        JsKind::Function(ty) => format!("{open} function {name}{};\n", signature(ty, ": ")),
        kind if kind.is_number() => format!("{open} const {name}: {};\n", number_type(kind)),
        kind => format!("{open} const {name}: {};\n", object(kind)),
    };
    declared + &close
}

fn member(outer: &JsItem) -> String {
    match &outer.kind {
        JsKind::Function(ty) => format!("  {}{};\n", js::key(outer.name), signature(ty, ": ")),
        kind => format!("  readonly {}: {};\n", js::key(outer.name), object(kind)),
    }
}

/// What is exported, as members of an object.
pub(super) fn members(surface: &Surface) -> String {
    surface.exports.iter().map(member).collect()
}

/// What the user gives, an object for each module.
pub(super) fn given_modules(given: &[GivenModule]) -> String {
    let mut text = String::new();
    for module in given {
        text.push_str(&format!("  {}: {{\n", js::key(module.name)));
        for import in &module.imports {
            text.push_str(&format!("  {}", given_member(import)));
        }
        text.push_str("  };\n");
    }
    text
}

fn imports(given: &[GivenModule]) -> String {
    let mut text = "\n/** What your imports export. */\nexport interface Imports {\n".to_owned();
    text.push_str(&given_modules(given));
    text.push_str(
        "  /** Gets the memory before the module is there, and its exports before it is initialised. */\n  \
         register?(given: { memory?: WebAssembly.Memory; table?: WebAssembly.Table; exports?: typeof exports }): void;\n}\n",
    );
    text
}

/// What is given may be more than what is taken: a number for a constant global, a promise of nothing.
fn given_member(outer: &JsItem) -> String {
    match &outer.kind {
        kind if kind.is_number() => format!("  {}: {} | WebAssembly.Global;\n", js::key(outer.name), number_type(kind)),
        _ => member(outer),
    }
}

fn signature(ty: &FuncType, arrow: &str) -> String {
    let parameters: Vec<String> =
        ty.params().iter().enumerate().map(|(at, ty)| format!("a{at}: {}", value(*ty))).collect();
    let results: Vec<&str> = ty.results().iter().map(|ty| value(*ty)).collect();
    let result = match results.as_slice() {
        [] => "void".to_owned(),
        [one] => (*one).to_owned(),
        several => format!("[{}]", several.join(", ")),
    };
    format!("({}){arrow}{result}", parameters.join(", "))
}

/// A value as JavaScript has it (WebAssembly JavaScript Interface, `ToJSValue`). A call with a `v128` throws.
fn value(ty: ValType) -> &'static str {
    match ty {
        ValType::I32 | ValType::F32 | ValType::F64 => "number",
        ValType::I64 => "bigint",
        ValType::V128 => "never",
        ValType::Ref(ty) if ty.is_func_ref() => "Function | null",
        ValType::Ref(_) => "any",
    }
}

fn number_type(kind: &JsKind) -> &'static str {
    match kind {
        JsKind::Global(ty) => value(ty.content_type),
        _ => "number",
    }
}

fn object(kind: &JsKind) -> &'static str {
    match kind {
        JsKind::Function(_) => "Function",
        JsKind::Memory(_) => "WebAssembly.Memory",
        JsKind::Table(_) => "WebAssembly.Table",
        JsKind::Global(_) => "WebAssembly.Global",
        JsKind::Tag => "object",
    }
}
