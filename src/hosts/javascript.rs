//! JavaScript: programs that instantiate a module themselves, and hosts that do when a program imports the `.wasm`.

use super::api::Api;
use super::es_modules::BuiltIn;
use super::es_modules::ExportedGlobals;
use super::es_modules::ExportsAs;
use super::es_modules::GlobalsFrom;
use super::es_modules::Specifiers;
use super::es_modules::ThenStops;
use super::rules::Both;
use super::rules::Gives;
use super::rules::GivesFunctions;
use super::rules::Host;
use super::rules::Wasi;

pub(super) const JS: Host = Host {
    name: "js",
    title: "WebAssembly.instantiate of the JS API: Node 20 and 26, Chromium 156",
    calls: &[],
    program: Some(Api::JsApi),
    runs_loaders: true,
    programs_only: false,
    exports_in_start: false,
    imports_in_initialize: true,
    exports: ExportsAs::Live,
    functions: GivesFunctions::Program,
    wasi: Wasi::None,
    gives: Gives::User,
    demands_export: false,
    both: Both::Runs,
    refuses: &[],
    quirks: &[],
    source: "JS API specification: the core of a module is instantiated before its exports object is made",
    seen: true,
};

pub(super) const BUN: Host = Host {
    name: "bun",
    title: "WebAssembly.instantiate in Bun: 1.4, where an import of a `.wasm` gives its path",
    source: "JS API specification, as for `js`; Bun's documentation of its loaders, file",
    ..JS
};

/// What comes of `import … from './NAME.wasm'` in a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WasmImported {
    /// The host runs no scripts around a module.
    NoScripts,
    /// The path of the file.
    Path,
    /// What it exports, in some version at least.
    Exports,
}

/// The hosts that stand for Node, beside those of this file.
const OF_NODE: [&str; 2] = ["node-wasi-initialize", "node-wasi-start"];

impl Host {
    pub(crate) fn imported(&self) -> WasmImported {
        match self.functions {
            GivesFunctions::EsModules(_) => WasmImported::Exports,
            _ if self.name == BUN.name => WasmImported::Path,
            _ if self.name == JS.name || OF_NODE.contains(&self.name) => WasmImported::Exports,
            _ => WasmImported::NoScripts,
        }
    }
}

/// What hosts have in common that import a `.wasm` by themselves.
const IMPORTED: Host = Host { program: None, runs_loaders: false, ..JS };

pub(super) const ESM: Host = Host {
    name: "esm",
    title: "ES module integration: Node 26; 20 with --experimental-wasm-modules exports globals as objects, and has no `wasm:js-string`",
    exports: ExportsAs::Namespace { globals: ExportedGlobals::Copies, then: ThenStops::Dynamic },
    functions: GivesFunctions::EsModules(Specifiers {
        schemes: &["data", "file", "node"],
        built_in: &[BuiltIn::Node, BuiltIn::Strings],
        globals: GlobalsFrom::Modules,
    }),
    source: "Node's lib/internal/modules/esm/translators.js, the translator for `wasm`, and resolve.js beside it",
    ..IMPORTED
};

pub(super) const DENO: Host = Host {
    name: "deno",
    title: "ES module integration: Deno 2.9",
    exports: ExportsAs::Namespace { globals: ExportedGlobals::Copies, then: ThenStops::Dynamic },
    functions: GivesFunctions::EsModules(Specifiers {
        schemes: &["blob", "data", "file", "http", "https", "jsr", "node", "npm"],
        built_in: &[BuiltIn::Node],
        globals: GlobalsFrom::Modules,
    }),
    source: "Deno's documentation of Wasm modules, and what its error of an unsupported scheme lists",
    ..IMPORTED
};

pub(super) const VITE: Host = Host {
    name: "vite",
    title: "a `.wasm` that is imported as an ES module, built by Vite: 8",
    exports: ExportsAs::Namespace { globals: ExportedGlobals::Copies, then: ThenStops::Dynamic },
    functions: GivesFunctions::EsModules(Specifiers {
        schemes: &["data", "file", "http", "https", "node"],
        built_in: &[BuiltIn::Strings],
        globals: GlobalsFrom::Wasm,
    }),
    source: "Vite's plugin wasm, generateInstanceGlue and generateWrapperGlue",
    ..IMPORTED
};

pub(super) const WEBPACK: Host = Host {
    name: "webpack",
    title: "a `.wasm` that is imported as an ES module, built by webpack: 5.113",
    exports: ExportsAs::Namespace { globals: ExportedGlobals::Objects, then: ThenStops::All },
    functions: GivesFunctions::EsModules(Specifiers {
        schemes: &["data", "file", "http", "https", "jsr", "node", "npm"],
        built_in: &[],
        globals: GlobalsFrom::Modules,
    }),
    source: "webpack's lib/wasm, AsyncWasmLoadingRuntimeModule; its UnhandledSchemeError for names",
    ..IMPORTED
};
