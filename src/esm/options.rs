//! What the user asks for.

use crate::error::Error;
use crate::error::Result;
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
    /// Where `NAME.mjs` has the module from.
    pub bytes: EsmBytes,
    /// Whether `NAME.mjs` waits for promises.
    pub loading: EsmLoading,
    /// What `NAME.mjs` exports of a mutable number.
    pub globals: EsmGlobals,
    /// How the module is fixed. What is not said is decided for this purpose.
    pub fix: Options,
}

/// What is made of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum EsmMake {
    /// One instance, when `NAME.mjs` is imported.
    #[default]
    Instance,
    /// A function that makes instances.
    Factory,
    /// A module that hosts import themselves (WebAssembly/ES module integration).
    Direct,
}

/// Where `NAME.mjs` has the module from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum EsmBytes {
    /// `NAME.wasm`, beside it.
    #[default]
    File,
    /// Itself, where the module is text in base64.
    Inline,
}

/// Whether `NAME.mjs` waits for promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum EsmLoading {
    /// It does, with `await` at its top level, or in the functions that it exports.
    #[default]
    Promised,
    /// It does not: what it reads and compiles is there at once.
    Sync,
}

/// What `NAME.mjs` exports of a mutable number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum EsmGlobals {
    /// The `WebAssembly.Global`.
    #[default]
    Global,
    /// The value that it has once the module is initialised.
    Value,
}

impl EsmOptions {
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if an option is about what another leaves out.
    pub(super) fn fit_together(&self) -> Result<()> {
        let about_the_file = [
            (self.bytes == EsmBytes::Inline, "--inline"),
            (self.loading == EsmLoading::Sync, "--sync"),
            (self.globals == EsmGlobals::Value, "--globals=value"),
        ];
        let about_the_file = about_the_file.into_iter().find_map(|(is_set, option)| is_set.then_some(option));
        match (self.make, about_the_file) {
            (EsmMake::Direct, Some(option)) => Err(Error::refused(format!(
                "{option} says how {name}.mjs is written, and --direct writes no such file: hosts import {name}.wasm; leave one of \
                 them out",
                name = self.name
            ))),
            (EsmMake::Factory, _) if self.globals == EsmGlobals::Value => Err(Error::refused(
                "--globals=value copies what an instance exports when it is initialised, and what --factory writes returns the \
                 exports of an instance as they are; leave one of them out",
            )),
            (EsmMake::Factory, _) if self.imports.is_some() => Err(Error::refused(
                "--imports=FILE is for the one instance of a file that is imported; what --factory writes takes imports with each call, \
                 as `instantiate({ imports })`; leave out --imports",
            )),
            _ => Ok(()),
        }
    }
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
#[non_exhaustive]
pub enum WasiSource {
    /// The host's own if it has one, else the one that is written beside the module.
    #[default]
    Own,
    /// The one that is written beside the module, everywhere.
    Shim,
    /// The user's imports.
    Given,
}
