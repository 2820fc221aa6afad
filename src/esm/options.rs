//! What the user asks for.

use crate::options::Options;

/// What to write around a module.
#[derive(Debug, Clone)]
pub struct EsmOptions {
    /// The first part of the files' names.
    pub name: String,
    /// Where the user's imports come from.
    pub imports: Option<EsmImports>,
    /// Whose WASI the module gets.
    pub wasi: WasiSource,
    /// What is made of the module.
    pub make: EsmMake,
    /// How the module is fixed. What is not said is decided for this purpose.
    pub fix: Options,
}

/// What is made of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EsmMake {
    /// One instance, when `NAME.mjs` is imported.
    #[default]
    Instance,
    /// A function that makes instances.
    Factory,
    /// A module that hosts import themselves (WebAssembly/ES module integration).
    Direct,
}

/// The user's file that gives what a module imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EsmImports {
    /// The file, as `import` of `NAME.host.mjs` takes it.
    pub specifier: String,
    /// The folder of `NAME.d.mts`, as `import` of the file takes it: `./dist`.
    pub folder: String,
}

/// Whose WASI a module gets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum WasiSource {
    /// The host's own if it has one, else the one that is written beside the module.
    #[default]
    Own,
    /// The one that is written beside the module, everywhere.
    Shim,
    /// The user's imports.
    Given,
}
