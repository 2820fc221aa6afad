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
    /// Whether a function that makes instances is written, instead of one instance.
    pub factory: bool,
    /// How the module is fixed. What is not said is decided for this purpose.
    pub fix: Options,
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
