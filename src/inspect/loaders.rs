//! Modules that come with a loader: a dynamic linker, or generated JS, which knows when to initialise them.

use wasmparser::TypeRef;

use super::evidence::Sign;
use crate::hosts::CALL_CTORS;
use crate::module::Import;
use crate::module::Module;

/// What loads a module, and knows when to initialise it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loader {
    /// The word for reports.
    pub keyword: &'static str,
    /// How messages call it.
    pub name: &'static str,
    /// Why the initialiser has to stay.
    pub why: &'static str,
    /// What helps the user who wants to move it.
    pub help: &'static str,
    /// The exports that it calls to run the constructors: the first that is there.
    pub initialisers: &'static [&'static str],
}

/// Tool-conventions, `DynamicLinking.md`.
pub(super) const DYLINK: Loader = Loader {
    keyword: "dylink",
    name: "a dynamic linker",
    why: "it is not this tool's to change",
    help: "leave out --init",
    initialisers: &[CALL_CTORS],
};

/// wasm-bindgen's `crates/cli-support/src/lib.rs`.
pub(super) const BINDGEN: Loader = Loader {
    keyword: "bindgen",
    name: "the JS that wasm-bindgen generates",
    why: "wasm-bindgen and its JS decide when it is initialised",
    help: "leave out --init, and run wasm-bindgen first",
    initialisers: &["__wbindgen_start"],
};

/// Emscripten's `src/preamble.js`, `initRuntime`.
pub(super) const EMSCRIPTEN: Loader = Loader {
    keyword: "emscripten",
    name: "the JS that Emscripten generates",
    why: "Emscripten's JS initialises it",
    help: "if it is to run without that, name the initialiser with --init-export=NAME",
    initialisers: &[CALL_CTORS, "_initialize"],
};

/// What betrays a dynamic library, or a main module that loads some (tool-conventions, `DynamicLinking.md`).
pub(super) fn dynamic(module: &Module) -> Option<Sign> {
    let section = module.custom("dylink.0").or_else(|| module.custom("dylink"));
    // Where the section was stripped, the imports are left. Emscripten's first compiler had the same ones in every module.
    let is_base = |import: &&Import| {
        let places = ["__memory_base", "__table_base"];
        import.module == "env" && places.contains(&import.name) || ["GOT.mem", "GOT.func"].contains(&import.module)
    };
    let is_linkers = |name: &str| name == CALL_CTORS || name.starts_with("__wasm_apply_");
    let has_linkers = || module.exported_functions().any(|export| is_linkers(export.name));
    let import = || module.imports.iter().find(is_base).filter(|_| has_linkers()).map(imports);
    section.map(|section| Sign::Section(section.name.to_owned())).or_else(import)
}

/// What betrays wasm-bindgen: its placeholder imports and descriptor exports before it ran, its own names after.
pub(super) fn bindgen(module: &Module) -> Option<Sign> {
    let import = module
        .imports
        .iter()
        .find(|import| {
            const PREFIXES: [&str; 2] = ["__wbindgen_", "__wbg_"];
            PREFIXES.iter().any(|prefix| import.module.starts_with(prefix) || import.name.starts_with(prefix))
        })
        .map(imports);
    let export = || {
        module
            .exports
            .iter()
            .find(|export| export.name.starts_with("__wbindgen_"))
            .map(|export| Sign::Export(export.name.to_owned()))
    };
    let section = || {
        let section = module.custom("__wasm_bindgen_unstable")?;
        Some(Sign::Section(section.name.to_owned()))
    };
    import.or_else(export).or_else(section)
}

/// What betrays Emscripten's JS: the run-time functions that it imports and exports.
pub(super) fn emscripten(module: &Module) -> Option<Sign> {
    const IMPORTS: [&str; 6] = ["emscripten_", "_emscripten_", "invoke_", "_embind_", "__syscall_", "_abort_js"];
    const EXPORTS: [&str; 5] = ["stackSave", "stackAlloc", "_emscripten_stack_", "emscripten_stack_", "dynCall_"];
    let import = module
        .imports
        .iter()
        .find(|import| import.module == "env" && IMPORTS.iter().any(|prefix| import.name.starts_with(prefix)));
    let export = module.exports.iter().find(|export| EXPORTS.iter().any(|prefix| export.name.starts_with(prefix)));
    import.map(imports).or_else(|| export.map(|export| Sign::Export(export.name.to_owned())))
}

fn imports(import: &Import) -> Sign {
    Sign::Import { module: import.module.to_owned(), name: import.name.to_owned() }
}

/// Emscripten at -O3 gives imports and exports names of a letter or two, which only its JS knows.
pub(super) fn is_minified(module: &Module) -> bool {
    let short = |name: &str| name.len() <= 2;
    let mut functions = module.imports.iter().filter(|import| matches!(import.ty, TypeRef::Func(_)));
    module.imports.iter().all(|import| import.module.len() == 1 && short(import.name))
        && functions.next().is_some()
        && module.exports.iter().all(|export| short(export.name))
        && module.exported_functions().any(|export| module.is_nullary(export.index))
}

/// Whether a tool added an export after linking: no linker wraps it, and it wants no guard.
pub(crate) fn is_tool_export(name: &str) -> bool {
    name.starts_with("asyncify_") || name.starts_with("__wbindgen_") || name == "cabi_realloc"
}
