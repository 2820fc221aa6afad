//! `NAME.d.mts` with `--factory`: the types of the function that makes instances, and of what it takes.

use super::declared::given_modules;
use super::declared::members;
use super::declared::object;
use super::declared::value;
use super::fixed::FixedModule;
use super::item::JsKind;
use super::options::EsmLoading;
use super::options::EsmOptions;
use super::surface::GivenModule;
use super::surface::Surface;
use super::threads::INIT_TLS;
use super::threads::STACK_POINTER;

pub(super) fn declared_factory(
    surface: &Surface,
    given: &[GivenModule],
    fixed: &FixedModule,
    options: &EsmOptions,
) -> String {
    let mut text = format!("// Made by wasm-initfix. What {}.mjs exports.\n\n", options.name);
    text.push_str(&format!(
        "/** The exports of an instance. */\nexport interface Exports {{\n{}}}\n",
        members(surface)
    ));
    if !given.is_empty() {
        text.push_str(&format!(
            "\n/** What you give an instance. */\nexport interface Imports {{\n{}}}\n",
            given_modules(given)
        ));
    }
    let result = |ty: &str| match options.loading {
        EsmLoading::Promised => format!("Promise<{ty}>"),
        EsmLoading::Sync => ty.to_owned(),
    };
    text.push_str(&format!(
        "\n/** Compiles the module. Other threads can have it, too. */\nexport declare function compile(): {};\n",
        result("WebAssembly.Module")
    ));
    let has_memory = surface.memory_import().is_some();
    if has_memory {
        text.push_str("/** Makes a memory for it. */\nexport declare function newMemory(): WebAssembly.Memory;\n");
    }
    text.push_str("\n/** Makes an instance, and initialises it. */\nexport declare function instantiate(options?: {\n");
    let mut option = |declared: &str, what: &str| text.push_str(&format!("  /** {what} */\n  {declared};\n"));
    option("module?: WebAssembly.Module", "The module, if it is compiled.");
    if has_memory {
        option("memory?: WebAssembly.Memory", "Its memory; a new one without this.");
    }
    if let Some(threads) = &fixed.threads {
        let has = if threads.starts { "`wasi_thread_start` sets one" } else { "The first has one" };
        option("first?: boolean", "Whether it is the first on that memory; so it is without a memory.");
        if threads.stack {
            let ty = number(surface, STACK_POINTER);
            option(&format!("stack?: {ty}"), &format!("The end of room for its stack. {has}."));
        }
        if threads.tls {
            let ty = number(surface, INIT_TLS);
            option(&format!("tls?: {ty}"), &format!("The beginning of room for its thread-local variables. {has}."));
        }
    }
    if !given.is_empty() {
        let made: String =
            surface.made().iter().map(|(name, import)| format!("{name}?: {}; ", object(&import.kind))).collect();
        option(
            &format!("imports?: Imports | ((instance: {{ {made}exports?: Exports }}) => Imports)"),
            "What it imports, or a function that gives that. The function gets what is there before, and its object has the exports, later.",
        );
    }
    text.push_str(&format!("}}): {};\n", result("Exports")));
    text
}

/// The type of an address, as the export takes it that sets it: memories of 64 bits have `bigint`s.
fn number(surface: &Surface, name: &str) -> &'static str {
    let export = surface.exports.iter().find(|export| export.name == name);
    match export.map(|export| &export.kind) {
        Some(JsKind::Global(ty)) => value(ty.content_type),
        Some(JsKind::Function(function)) => function.ty.params().first().map_or("number", |ty| value(*ty)),
        _ => "number",
    }
}
