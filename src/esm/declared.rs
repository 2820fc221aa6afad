//! `NAME.d.mts`: the types of what the module exports, and of what the user gives it.

use wasmparser::GlobalType;
use wasmparser::ValType;

use super::item::JsFunction;
use super::item::JsItem;
use super::item::JsKind;
use super::js;
use super::options::EsmMake;
use super::options::EsmOptions;
use super::surface::GivenModule;
use super::surface::Surface;

pub(super) fn declared(surface: &Surface, given: &[GivenModule], options: &EsmOptions) -> String {
    let is_direct = options.make == EsmMake::Direct;
    let mut text = format!(
        "// Made by wasm-initfix. What {}.{} exports.\n\n",
        options.name,
        if is_direct { "wasm" } else { "mjs" }
    );
    if is_direct && surface.exports.iter().any(|export| matches!(export.kind, JsKind::Global(_))) {
        text.push_str("// A global is the value that it has at first in Node, Deno and with Vite; with webpack it is the global itself.\n");
    }
    for (number, export) in surface.exports.iter().enumerate() {
        text.push_str(&one(number, export, options));
    }
    if !is_direct {
        text.push_str("\n/** All exports. */\nexport declare const exports: {\n");
        text.push_str(&members(surface));
        text.push_str("};\n");
    }
    if !given.is_empty() {
        text.push_str(&imports(surface, given, is_direct));
    }
    text
}

fn one(number: usize, export: &JsItem, options: &EsmOptions) -> String {
    let name = match js::BY_MODULE.leaves(export.name) {
        true => export.name.to_owned(),
        false => format!("export{number}"),
    };
    let (open, close) = match js::BY_MODULE.leaves(export.name) {
        true => ("export declare", String::new()),
        false => ("declare", format!("export {{ {name} as {} }};\n", js::key(export.name))),
    };
    let declared = match &export.kind {
        JsKind::Function(function) => format!("{open} function {name}{};\n", signature(function, ": ")),
        JsKind::Global(ty) if options.make == EsmMake::Direct => format!("{open} const {name}: {};\n", unwrapped(ty)),
        kind if kind.is_value(options.globals) => format!("{open} const {name}: {};\n", number_type(kind)),
        kind => format!("{open} const {name}: {};\n", object(kind)),
    };
    declared + &close
}

/// The name of a method in a type: `new` would be what makes objects.
fn method(name: &str) -> String {
    if name == "new" { js::string(name) } else { js::key(name) }
}

fn member(outer: &JsItem) -> String {
    match &outer.kind {
        JsKind::Function(function) => format!("  {}{};\n", method(outer.name), signature(function, ": ")),
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

/// `is_direct`: nothing has the exports to give.
fn imports(surface: &Surface, given: &[GivenModule], is_direct: bool) -> String {
    let again = if is_direct { "" } else { "; when it is called again, the exports as well" };
    let mut text =
        format!("\n/** What `register` gets: what is there before the module{again}. */\nexport interface Given {{\n");
    for (name, import) in surface.made() {
        text.push_str(&format!("  {name}?: {};\n", object(&import.kind)));
    }
    text.push_str(if is_direct { "}\n" } else { "  exports?: typeof exports;\n}\n" });
    text.push_str("\n/** What your imports export. */\nexport interface Imports {\n");
    text.push_str(&given_modules(given));
    text.push_str(&format!("  /** {} */\n  register?(given: Given): void;\n}}\n", register(is_direct)));
    text
}

/// When a function `register` of the user's is called, in words.
pub(super) fn register(is_direct: bool) -> &'static str {
    match is_direct {
        true => "Called before the module is there.",
        false => "Called before the module is there, and again before it is initialised, with its exports then.",
    }
}

/// What is given may be more than what is taken: a value for a constant global, a promise of nothing.
fn given_member(outer: &JsItem) -> String {
    match &outer.kind {
        kind if kind.is_number() => format!("  {}: {} | {};\n", js::key(outer.name), number_type(kind), object(kind)),
        JsKind::Global(ty) if !ty.mutable && ty.content_type.is_reference_type() => {
            format!("  readonly {}: {};\n", js::key(outer.name), unwrapped(ty))
        }
        _ => member(outer),
    }
}

fn signature(function: &JsFunction, arrow: &str) -> String {
    let types = function.ty.params().iter().map(|ty| value(*ty));
    let parameters: Vec<String> =
        function.parameters.iter().zip(types).map(|(name, ty)| format!("{name}: {ty}")).collect();
    let results: Vec<&str> = function.ty.results().iter().map(|ty| value(*ty)).collect();
    let result = match results.as_slice() {
        [] => "void".to_owned(),
        [one] => (*one).to_owned(),
        several => format!("[{}]", several.join(", ")),
    };
    format!("({}){arrow}{result}", parameters.join(", "))
}

/// A value as JavaScript has it (WebAssembly JavaScript Interface, `ToJSValue`). A call with a `v128` throws.
pub(super) fn value(ty: ValType) -> &'static str {
    match ty {
        ValType::I32 | ValType::F32 | ValType::F64 => "number",
        ValType::I64 => "bigint",
        ValType::V128 => "never",
        ValType::Ref(ty) if ty.is_func_ref() => "Function | null",
        ValType::Ref(_) => "any",
    }
}

/// A global, or its value.
fn unwrapped(ty: &GlobalType) -> String {
    match value(ty.content_type) {
        "any" => "any".to_owned(),
        value => format!("{value} | {}", object(&JsKind::Global(*ty))),
    }
}

fn number_type(kind: &JsKind) -> &'static str {
    match kind {
        JsKind::Global(ty) => value(ty.content_type),
        _ => "number",
    }
}

pub(super) fn object(kind: &JsKind) -> String {
    match kind {
        JsKind::Function(_) => "Function".to_owned(),
        JsKind::Memory(_) => "WebAssembly.Memory".to_owned(),
        JsKind::Table(_) => "WebAssembly.Table".to_owned(),
        JsKind::Global(ty) if ty.mutable => global(ty.content_type),
        // To set it throws.
        JsKind::Global(ty) => format!("Readonly<{}>", global(ty.content_type)),
        JsKind::Tag(_) => "object".to_owned(),
    }
}

/// That of `lib.dom.d.ts` takes the type of the value as an argument, and that of Deno takes none: this is right for both.
fn global(ty: ValType) -> String {
    match ty {
        ValType::Ref(_) => "WebAssembly.Global".to_owned(),
        _ => format!("Omit<WebAssembly.Global, 'value'> & {{ value: {} }}", value(ty)),
    }
}
