//! The kinds of rules that hosts have.

use super::api::Api;
use super::es_modules::ExportsAs;
use super::es_modules::Specifiers;

/// A host and its rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Host {
    /// How `--host` calls it.
    pub name: &'static str,
    /// What it is, and which version.
    pub title: &'static str,
    /// The exports of type `() -> ()` that it calls on its own account after the start section, in order, each if there is
    /// one.
    pub calls: &'static [&'static str],
    /// By what a program of the user's calls exports, an init function among them. None if the host alone has the instance.
    pub program: Option<Api>,
    /// Whether a loader that comes with a module can run there: JS that a toolchain generates, or a dynamic linker.
    pub runs_loaders: bool,
    /// Whether it runs programs and nothing else: a module without `_start` is refused.
    pub programs_only: bool,
    /// Whether imports can reach what the module exports while the start section runs.
    pub exports_in_start: bool,
    /// Whether the user's imports work before the host has its instance: while the start section runs, and while the host
    /// calls `_initialize`.
    pub imports_in_initialize: bool,
    /// As what a program has what the module exports.
    pub exports: ExportsAs,
    /// Who gives the functions that a module imports, but for WASI's.
    pub functions: GivesFunctions,
    /// Its WASI.
    pub wasi: Wasi,
    /// Who gives memory to a module that imports it.
    pub gives: Gives,
    /// Whether it refuses a module that exports no memory as `memory`.
    pub demands_export: bool,
    /// What it does with a module that exports both `_initialize` and `_start`, whatever they are.
    pub both: Both,
    /// ExportsAs for which it refuses a module, whatever they are.
    pub refuses: &'static [&'static str],
    /// What it does otherwise than the specification says.
    pub quirks: &'static [Quirk],
    /// Where the rules are from.
    pub source: &'static str,
    /// Whether they were seen by running it; else they were read.
    pub seen: bool,
}

/// Who gives the functions that a module imports, but for WASI's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GivesFunctions {
    /// The user's program.
    Program,
    /// What the module becomes a part of.
    Modules,
    /// ES modules that the host finds by the module names of imports, WASI's and those of memories too.
    EsModules(Specifiers),
    /// The host alone, unless it is told to load other modules, from modules of these names; not each of their functions need be there.
    Host(&'static [&'static str]),
}

/// What a host's WASI is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wasi {
    /// It has none.
    None,
    /// It fails in the start section.
    AfterStart {
        /// Whether the memory has to be exported.
        wants_export: bool,
    },
    /// It works in the start section, too.
    Always {
        /// Whether the memory has to be exported.
        wants_export: bool,
    },
}

impl Wasi {
    pub(crate) fn wants_export(self) -> bool {
        matches!(self, Self::AfterStart { wants_export: true } | Self::Always { wants_export: true })
    }
}

/// Who gives memory to a module that imports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gives {
    /// The user's program, under any name.
    User,
    /// The host, under any name.
    Host,
    /// The host, under any name, unless the module exports it as well.
    HostUnlessExported,
    /// The host, as `env.memory`.
    Env,
    /// The host, as `env.memory`, of so many pages of 64 KiB; a module with a memory of its own does not work.
    Demands {
        /// How many.
        pages: u64,
    },
    /// The host gives no memory, and neither can the user.
    Nothing,
}

/// What becomes of a module that exports both `_initialize` and `_start`, which exclude each other (the application ABI of
/// WASI).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Both {
    /// It is run.
    Runs,
    /// It is refused.
    Refused,
}

/// A fault of a host that decides where initialisers can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quirk {
    /// A start section that names function 0 is not run.
    SkipsStartZero,
    /// Of the exports that it calls, only the last one that a module has counts: it makes an instance for each, and uses the
    /// last.
    UsesLastCall,
    /// A function is found by its own name, of the name section, before it is found by its export's: a wrapper or guard that
    /// is exported under that name is passed by.
    FindsOwnNames,
}
