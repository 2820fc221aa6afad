//! What a host itself does not give, though a module imports it, and what becomes of exports otherwise than an instance has them.
//! `report/words/missing.rs` has the sentences.

use strum::IntoStaticStr;
use strum::VariantNames;

use crate::hosts::ThenStops;

/// What a host itself does not give, though a module imports it.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Missing {
    /// WASI, which the user's program can give.
    WasiOfProgram,
    /// WASI.
    Wasi,
    /// The function of this module name and name.
    Function(String, String),
    /// ES modules.
    EsModules(Unplaced),
}

impl Missing {
    /// The words of all.
    pub fn all_keys() -> &'static [&'static str] {
        Self::VARIANTS
    }

    /// The word for programs, which stays when the sentence changes.
    pub fn key(&self) -> &'static str {
        self.into()
    }
}

/// Module names of imports by which a host finds no ES module, or need not. Each list is in alphabetical order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unplaced {
    /// Those for which it looks for a package.
    pub packages: Vec<String>,
    /// Those that are nothing to it.
    pub unknown: Vec<String>,
    /// Those of globals, which it takes from a `.wasm` alone.
    pub globals: Vec<String>,
    /// Whether `--rename-import` can give them other names.
    pub renamable: bool,
}

/// What becomes of exports where a host imports the module as an ES module.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Namespace {
    /// Which imports wait for a promise, since a function is exported as `then`.
    pub then: Option<ThenStops>,
    /// The mutable globals that are copied.
    pub copied: Vec<String>,
}
