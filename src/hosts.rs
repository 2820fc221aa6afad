//! What named hosts call, give and demand, as data. A new host is one entry in [`HOSTS`] and one in `tests/hosts.rs`.
//!
//! Every host runs the start section; what comes then differs. Rules were seen by running the version that is
//! named, or read in the source that is named.

mod api;
mod es_modules;
mod javascript;
mod meant;
mod rules;

pub use api::Api;
pub use es_modules::BuiltIn;
pub use es_modules::ExportedGlobals;
pub use es_modules::ExportsAs;
pub use es_modules::GlobalsFrom;
pub(crate) use es_modules::Specified;
pub use es_modules::Specifiers;
pub(crate) use es_modules::THEN;
pub use es_modules::ThenStops;
pub(crate) use javascript::WasmImported;
pub(crate) use meant::meant;
pub use rules::Both;
pub use rules::Gives;
pub use rules::GivesFunctions;
pub use rules::Host;
pub use rules::Quirk;
pub use rules::Wasi;

/// The host of that name.
pub fn find(name: &str) -> Option<&'static Host> {
    HOSTS.iter().find(|host| host.name == name)
}

/// The init function of reactors (WASI's application ABI).
pub(crate) const INITIALIZE: &str = "_initialize";
/// The init function of a core module that is to become a component, by the names of component-model's `BuildTargets.md`.
pub(crate) const COMPONENT_INITIALIZE: &str = "cm32p2_initialize";
/// The names by which hosts know that they have to call an export before any other.
pub(crate) const REACTOR_NAMES: [&str; 2] = [INITIALIZE, COMPONENT_INITIALIZE];
/// The names that an init function gets: the one that hosts know, and one that they do not.
pub(crate) const INIT_NAMES: [&str; 2] = [INITIALIZE, "initialize"];
/// One for modules that have both, if nothing has to call it.
pub(crate) const SPARE_NAME: &str = "initialize_module";
/// lld's function that calls all constructors, in order of priority (`lld/wasm/Writer.cpp`, `createCallCtorsFunction`).
pub(crate) const CALL_CTORS: &str = "__wasm_call_ctors";
/// The export that runs a program (WASI's application ABI).
pub(crate) const START: &str = "_start";

/// The host that stands for all others where none is named: the JS API, the first of [`HOSTS`].
pub const JS: &Host = &HOSTS[0];

/// All of them.
pub const HOSTS: &[Host] = &[
    javascript::JS,
    javascript::BUN,
    javascript::ESM,
    javascript::DENO,
    javascript::VITE,
    javascript::WEBPACK,
    Host {
        name: "node-wasi-initialize",
        title: "WASI.initialize of Node's node:wasi: 20 and 26",
        calls: &[INITIALIZE],
        program: Some(Api::JsApi),
        runs_loaders: false,
        programs_only: false,
        exports_in_start: false,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Program,
        wasi: Wasi::AfterStart { wants_export: true },
        gives: Gives::User,
        demands_export: true,
        both: Both::Refused,
        refuses: &[START],
        quirks: &[],
        source: "Node's lib/wasi.js, WASI.initialize",
        seen: true,
    },
    Host {
        name: "node-wasi-start",
        title: "WASI.start of Node's node:wasi: 20 and 26",
        calls: &[START],
        program: Some(Api::JsApi),
        runs_loaders: false,
        programs_only: true,
        exports_in_start: false,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Program,
        wasi: Wasi::AfterStart { wants_export: true },
        gives: Gives::User,
        demands_export: true,
        both: Both::Refused,
        refuses: &[INITIALIZE],
        quirks: &[],
        source: "Node's lib/wasi.js, WASI.start",
        seen: true,
    },
    Host {
        name: "wasmtime",
        title: "wasmtime run: 49",
        calls: &[INITIALIZE, START],
        program: None,
        runs_loaders: false,
        programs_only: false,
        exports_in_start: true,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Host(&["wasi"]),
        wasi: Wasi::Always { wants_export: true },
        gives: Gives::Nothing,
        demands_export: false,
        both: Both::Runs,
        refuses: &[],
        quirks: &[],
        source: "wasmtime's src/commands/run.rs, load_main_module",
        seen: true,
    },
    Host {
        name: "wasmtime-linker",
        title: "Linker::module of the wasmtime library: 50",
        calls: &[INITIALIZE],
        program: Some(Api::WasmtimeLinker),
        runs_loaders: false,
        programs_only: false,
        exports_in_start: true,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Program,
        wasi: Wasi::Always { wants_export: true },
        gives: Gives::User,
        demands_export: false,
        both: Both::Refused,
        refuses: &[],
        quirks: &[],
        source: "wasmtime's crates/wasmtime/src/runtime/linker.rs, ModuleKind::categorize",
        seen: true,
    },
    Host {
        name: "wasmtime-instantiate",
        title: "Linker::instantiate of the wasmtime library: 50",
        calls: &[],
        program: Some(Api::WasmtimeInstance),
        runs_loaders: false,
        programs_only: false,
        exports_in_start: true,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Program,
        wasi: Wasi::Always { wants_export: true },
        gives: Gives::User,
        demands_export: false,
        both: Both::Runs,
        refuses: &[],
        quirks: &[],
        source: "wasmtime's crates/wasmtime/src/runtime/linker.rs, Linker::instantiate",
        seen: true,
    },
    Host {
        name: "wazero",
        title: "wazero's InstantiateModule, as it is by default: 1.9",
        calls: &[START],
        program: Some(Api::Wazero),
        runs_loaders: false,
        programs_only: false,
        exports_in_start: true,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Program,
        wasi: Wasi::Always { wants_export: false },
        gives: Gives::Nothing,
        demands_export: false,
        both: Both::Runs,
        refuses: &[],
        quirks: &[],
        source: "wazero's config.go, startFunctions; runtime.go, InstantiateModule",
        seen: false,
    },
    Host {
        name: "wasmedge",
        title: "wasmedge --reactor",
        calls: &[INITIALIZE],
        program: None,
        runs_loaders: false,
        programs_only: false,
        exports_in_start: true,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Host(&[]),
        wasi: Wasi::Always { wants_export: false },
        gives: Gives::Nothing,
        demands_export: false,
        both: Both::Runs,
        refuses: &[],
        quirks: &[],
        source: "WasmEdge's lib/driver/runtimeTool.cpp",
        seen: false,
    },
    Host {
        name: "wasmer",
        title: "Wasmer with WASIX: wasmer-sdk 0.5",
        calls: &[INITIALIZE, START],
        program: None,
        runs_loaders: false,
        programs_only: true,
        exports_in_start: true,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Host(&["wasix_32v1", "wasix_64v1"]),
        wasi: Wasi::AfterStart { wants_export: true },
        gives: Gives::Nothing,
        demands_export: false,
        both: Both::Runs,
        refuses: &[],
        quirks: &[],
        source: "Wasmer's lib/wasix/src/state/env.rs and lib/wasix/src/bin_factory/exec.rs: both call it, so that it runs twice",
        seen: true,
    },
    Host {
        name: "wamr",
        title: "WAMR's iwasm, for a module that imports WASI: after 2.4.3",
        calls: &[INITIALIZE, "__post_instantiate"],
        program: Some(Api::Wamr),
        runs_loaders: false,
        programs_only: false,
        exports_in_start: true,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Program,
        wasi: Wasi::Always { wants_export: true },
        gives: Gives::Host,
        demands_export: false,
        both: Both::Runs,
        refuses: &[],
        quirks: &[],
        source: "WAMR's core/iwasm/interpreter/wasm_runtime.c, execute_post_instantiate_functions",
        seen: false,
    },
    Host {
        name: "wamr-plain",
        title: "WAMR's iwasm, for a module that imports no WASI: after 2.4.3",
        calls: &["__post_instantiate", CALL_CTORS],
        program: Some(Api::Wamr),
        runs_loaders: false,
        programs_only: false,
        exports_in_start: true,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Program,
        wasi: Wasi::None,
        gives: Gives::Host,
        demands_export: false,
        both: Both::Runs,
        refuses: &[],
        quirks: &[],
        source: "WAMR's core/iwasm/interpreter/wasm_runtime.c, execute_post_instantiate_functions",
        seen: false,
    },
    Host {
        name: "wasm3",
        title: "wasm3: pywasm3 0.5",
        calls: &[],
        program: Some(Api::Pywasm3),
        runs_loaders: false,
        programs_only: false,
        exports_in_start: true,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Program,
        wasi: Wasi::None,
        gives: Gives::Nothing,
        demands_export: false,
        both: Both::Runs,
        refuses: &[],
        // Both are of 0.5; the check for 0 is gone in its source.
        quirks: &[Quirk::SkipsStartZero, Quirk::FindsOwnNames],
        source: "wasm3's source/m3_env.c, m3_RunStart, at the first m3_FindFunction",
        seen: true,
    },
    Host {
        name: "extism",
        title: "Extism: extism-sys 1.41",
        calls: &[INITIALIZE, CALL_CTORS],
        program: None,
        runs_loaders: false,
        programs_only: false,
        // A host function that is called before the plugin is made brings the process down.
        exports_in_start: false,
        imports_in_initialize: false,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Program,
        wasi: Wasi::Always { wants_export: true },
        gives: Gives::Nothing,
        demands_export: false,
        both: Both::Refused,
        refuses: &[],
        quirks: &[Quirk::UsesLastCall],
        source: "Extism's runtime/src/plugin.rs, relink and initialize_guest_runtime: two instances, the first by `_initialize`, the second by `__wasm_call_ctors` if there is one",
        seen: true,
    },
    Host {
        name: "extism-js",
        title: "Extism's JS SDK with useWasi: 1.0.3",
        calls: &[INITIALIZE],
        program: None,
        runs_loaders: false,
        programs_only: false,
        exports_in_start: false,
        // There is no plugin yet whose memory they could read.
        imports_in_initialize: false,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Program,
        wasi: Wasi::AfterStart { wants_export: true },
        gives: Gives::Nothing,
        demands_export: true,
        both: Both::Runs,
        refuses: &[],
        quirks: &[],
        source: "Extism's JS SDK: node:wasi's initialize with a stand-in for the instance",
        seen: true,
    },
    Host {
        name: "component",
        title: "a component made with wit-component's adapter for reactors: jco 1.35",
        calls: &["__wasm_init_task", INITIALIZE, COMPONENT_INITIALIZE],
        program: None,
        runs_loaders: false,
        programs_only: false,
        exports_in_start: false,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Modules,
        wasi: Wasi::AfterStart { wants_export: false },
        gives: Gives::Env,
        demands_export: false,
        both: Both::Runs,
        refuses: &[],
        quirks: &[],
        source: "wit-component's src/encoding.rs: the start section of a fixup module calls `_initialize`, and `__wasm_init_task` \
                 before it; its src/validation.rs for `cm32p2_initialize`",
        seen: true,
    },
    Host {
        name: "proxy-wasm",
        title: "proxy-wasm-cpp-host, as in Envoy",
        calls: &[INITIALIZE],
        program: None,
        runs_loaders: false,
        programs_only: false,
        exports_in_start: false,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Host(&["env"]),
        wasi: Wasi::AfterStart { wants_export: false },
        gives: Gives::HostUnlessExported,
        demands_export: false,
        both: Both::Runs,
        refuses: &[],
        quirks: &[],
        source: "proxy-wasm-cpp-host's src/wasm.cc, startVm",
        seen: false,
    },
    Host {
        name: "wasm4",
        title: "WASM-4: 2.7.1",
        calls: &[START, INITIALIZE, "start", "update"],
        program: None,
        runs_loaders: false,
        programs_only: false,
        exports_in_start: false,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Host(&["env"]),
        wasi: Wasi::None,
        gives: Gives::Demands { pages: 1 },
        demands_export: false,
        both: Both::Runs,
        refuses: &[],
        quirks: &[],
        source: "WASM-4's runtimes/web/src/runtime.ts, load",
        seen: true,
    },
    Host {
        name: "tic80",
        title: "TIC-80",
        calls: &["BOOT", "TIC"],
        program: None,
        runs_loaders: false,
        programs_only: false,
        exports_in_start: true,
        imports_in_initialize: true,
        exports: ExportsAs::Live,
        functions: GivesFunctions::Host(&["env"]),
        wasi: Wasi::None,
        gives: Gives::Demands { pages: 4 },
        demands_export: false,
        both: Both::Runs,
        refuses: &[],
        quirks: &[],
        source: "TIC-80's src/api/wasm.c, initWasm; src/core/core.h, TIC_WASM_PAGE_COUNT",
        seen: false,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_rule_has_a_source() {
        for (place, host) in HOSTS.iter().enumerate() {
            assert_eq!(HOSTS.iter().position(|other| other.name == host.name), Some(place), "{}", host.name);
            assert_eq!(JS.name, "js");
            assert!(!host.source.is_empty() && !host.title.is_empty(), "{}", host.name);
        }
    }
}
