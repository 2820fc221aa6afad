//! Modules that come with a loader: a dynamic linker, or generated JS, which knows when to initialise them.

use wasmparser::TypeRef;

use super::evidence::Sign;
use crate::hosts::CALL_CTORS;
use crate::module::Export;
use crate::module::Import;
use crate::module::Module;

/// What loads a module, and knows when to initialise it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
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
    why: "the dynamic linker initialises it",
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

/// The same, of a module that wasm-bindgen has yet to read.
pub(super) const UNBOUND: Loader =
    Loader { name: "the JS that wasm-bindgen is to generate", why: "wasm-bindgen has yet to read it", ..BINDGEN };

/// Emscripten's `src/preamble.js`, `initRuntime`.
pub(super) const EMSCRIPTEN: Loader = Loader {
    keyword: "emscripten",
    name: "the JS that Emscripten generates",
    why: "Emscripten's JS initialises it",
    help: "if it is to run without that, name the initialiser with --init-export=NAME",
    initialisers: &[CALL_CTORS, "_initialize"],
};

/// Go's `lib/wasm/wasm_exec.js`: `run` is the program, and `resume` goes on with it.
pub(super) const GO: Loader = Loader {
    keyword: "go",
    name: "the JS that comes with Go",
    why: "the JS that comes with Go runs the program, which initialises itself",
    help: "leave out --init; for a library, link it with GOOS=wasip1 and -buildmode=c-shared",
    initialisers: &["run"],
};

/// All loaders.
pub(super) const ALL: [Loader; 5] = [DYLINK, BINDGEN, UNBOUND, EMSCRIPTEN, GO];

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

/// What betrays wasm-bindgen: its placeholder imports and descriptor exports before it ran, what its JS imports and calls after. Code
/// that was compiled with it and is used otherwise, as by napi-rs, keeps some exports that no JS calls.
pub(super) fn bindgen(module: &Module) -> Option<Sign> {
    const EXPORTS: [&str; 4] =
        ["__wbindgen_start", "__wbindgen_malloc", "__wbindgen_describe", "__wbindgen_add_to_stack_pointer"];
    let import = module
        .imports
        .iter()
        .find(|import| {
            const PREFIXES: [&str; 2] = ["__wbindgen_", "__wbg_"];
            PREFIXES.iter().any(|prefix| import.module.starts_with(prefix) || import.name.starts_with(prefix))
        })
        .map(imports);
    let is_called = |export: &&Export| EXPORTS.iter().any(|prefix| export.name.starts_with(prefix));
    let export = || module.exports.iter().find(is_called).map(|export| Sign::Export(export.name.to_owned()));
    let section = || {
        let section = module.custom("__wasm_bindgen_unstable")?;
        Some(Sign::Section(section.name.to_owned()))
    };
    import.or_else(export).or_else(section)
}

/// Whether wasm-bindgen has yet to read a module, which wants something of its imports that are not there in the end.
pub(super) fn is_before_bindgen(module: &Module) -> bool {
    const DESCRIBES: &str = "__wbindgen_describe";
    let is_input =
        |import: &Import| import.module == "__wbindgen_externref_xform__" || import.name.starts_with(DESCRIBES);
    module.custom("__wasm_bindgen_unstable").is_some()
        || module.imports.iter().any(is_input)
        || module.exported_functions().any(|export| export.name.starts_with(DESCRIBES))
}

/// What betrays Emscripten's JS: the run-time functions that it imports, or several of those that it exports. Glue that was written by
/// hand exports one of them, for itself.
pub(super) fn emscripten(module: &Module) -> Option<Sign> {
    const IMPORTS: [&str; 6] = ["emscripten_", "_emscripten_", "invoke_", "_embind_", "__syscall_", "_abort_js"];
    const EXPORTS: [&str; 6] =
        ["stackSave", "stackRestore", "stackAlloc", "_emscripten_stack_", "emscripten_stack_", "dynCall_"];
    let import = module
        .imports
        .iter()
        .find(|import| import.module == "env" && IMPORTS.iter().any(|prefix| import.name.starts_with(prefix)));
    let exported = |prefix: &&str| module.exports.iter().find(|export| export.name.starts_with(prefix));
    let mut exports = EXPORTS.iter().filter_map(exported);
    let several = || {
        let (first, _) = (exports.next()?, exports.next()?);
        Some(Sign::Export(first.name.to_owned()))
    };
    import.map(imports).or_else(several)
}

/// What betrays Go's JS (`lib/wasm/wasm_exec.js` of Go): its functions are all imported from one module.
pub(super) fn go(module: &Module) -> Option<Sign> {
    let is_go = |import: &&Import| ["gojs", "go"].contains(&import.module) && matches!(import.ty, TypeRef::Func(_));
    let runs = |name: &str| module.exported_functions().any(|export| export.name == name);
    let import = module.imports.iter().find(is_go)?;
    (runs("run") && runs("resume")).then(|| imports(import))
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
