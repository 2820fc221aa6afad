//! What the decision is made of: a verdict, its reasons, and a fix.

use strum::IntoStaticStr;
use strum::VariantNames;

use super::memory::MemoryFix;
use super::note::Note;
use super::reason::Reason;
use super::table::TableFix;
use super::warning::Warning;
use crate::hosts::Host;
use crate::inspect::Bindgen;
use crate::inspect::Direction;
use crate::inspect::Exported;
use crate::inspect::FlagWord;
use crate::inspect::Renames;
use crate::inspect::Start;
use crate::inspect::Wrapped;

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: the module stays as it is.
    Leave(Reasons),
    /// Something.
    Fix(Box<Fix>),
}

/// Why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reasons {
    /// The reason for the verdict.
    pub reason: Reason,
    /// What else the user should know.
    pub notes: Vec<Note>,
    /// What is wrong with the module, or will be with what was asked for.
    pub warnings: Vec<Warning>,
}

/// A change to make.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// Who runs the constructors from now on, if that changes.
    pub init: Option<InitFix>,
    /// What the rewrite does to the memory, in this order.
    pub memory: Vec<MemoryFix>,
    /// What it does to a table then.
    pub table: Vec<TableFix>,
    /// Which imports and exports get other names in the end.
    pub renames: Renames,
    /// Who will be able to reach the memory.
    pub direction: Direction,
    /// The host that it is for, if the user named one.
    pub host: Option<&'static Host>,
    /// Why.
    pub reasons: Reasons,
}

/// A new place for the constructors.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InitFix {
    /// Where they are now.
    pub source: Source,
    /// Where they go.
    pub target: InitTarget,
    /// The name under which destructors that exports no longer call are exported.
    pub dtors: Option<String>,
    /// Whether exports that wrote buffered output after each call go on to do so.
    pub flushes: bool,
    /// The word in shared memory by which the constructors run once for all instances.
    pub word: Option<FlagWord>,
    /// A program's `main`, if it is exported without the constructors.
    pub main: Option<MainExport>,
}

impl InitFix {
    /// The exports that run the initialiser now, once, and nothing else: first the one that hosts are told of.
    pub(crate) fn runs_by(&self) -> Vec<&str> {
        let name = match &self.target {
            InitTarget::Start { .. } => return Vec::new(),
            InitTarget::Export { name } => Some(name.as_str()),
            InitTarget::Lazy { name, .. } => name.as_deref(),
        };
        let kept = if self.target.drops_exports() { Vec::new() } else { self.source.names() };
        name.into_iter().chain(kept.into_iter().filter(|own| name != Some(*own))).collect()
    }
}

/// An export that runs `main`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MainExport {
    /// Its name.
    pub name: String,
    /// The function that runs `main`.
    pub func: u32,
    /// Whether it takes the number of arguments and their address.
    pub takes_arguments: bool,
    /// The function that writes buffered output then.
    pub output: Option<u32>,
}

/// Where an initialiser is found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// In an export that hosts call.
    Exported(Exported),
    /// In the start section.
    Started(Start),
    /// In a function that exports call on every call, or that nothing calls.
    Wrapped(Wrapped),
    /// In `_start`, which runs `main` then, and perhaps in every other export.
    Program(Wrapped),
}

impl Source {
    /// The index of the initialiser.
    pub fn func(&self) -> u32 {
        match self {
            Self::Exported(exported) => exported.func,
            Self::Started(start) => start.function.func,
            Self::Wrapped(wrapped) | Self::Program(wrapped) => wrapped.ctors,
        }
    }

    /// The exports that run the initialiser and nothing else.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Exported(exported) => exported.names(),
            Self::Started(start) => start.exports.iter().map(String::as_str).collect(),
            Self::Wrapped(_) | Self::Program(_) => Vec::new(),
        }
    }

    /// What wasm-bindgen has to do with the module, if anything.
    pub fn bindgen(&self) -> Option<&Bindgen> {
        self.wrapped()?.bindgen.as_ref()
    }

    /// The exports that run the initialiser, where each of them does more than that.
    pub fn wrapped(&self) -> Option<&Wrapped> {
        match self {
            Self::Wrapped(wrapped) | Self::Program(wrapped) => Some(wrapped),
            Self::Exported(_) | Self::Started(_) => None,
        }
    }
}

/// Where an initialiser goes.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum InitTarget {
    /// Into the start section, behind a start function that is there.
    Start {
        /// The start function that runs first.
        after: Option<u32>,
        /// Whether the exports that ran the initialiser go, instead of staying as empty functions.
        drop_exports: bool,
    },
    /// Into an exported function that runs once.
    Export {
        /// Its name.
        name: String,
    },
    /// The same, and exported functions make sure that it has run.
    Lazy {
        /// Its name, if it is exported.
        name: Option<String>,
        /// The exports that make sure of it.
        guarded: Vec<String>,
        /// Whether the exports that ran the initialiser go, instead of running it once.
        drop_exports: bool,
    },
}

impl InitTarget {
    /// Whether the exports that ran the initialiser go.
    pub fn drops_exports(&self) -> bool {
        match self {
            Self::Start { drop_exports, .. } | Self::Lazy { drop_exports, .. } => *drop_exports,
            Self::Export { .. } => false,
        }
    }

    /// The word for reports: `start`, `export` or `lazy`.
    pub fn keyword(&self) -> &'static str {
        self.into()
    }
}

/// What to do about initialisation.
pub(super) struct Decided {
    pub fix: Option<InitFix>,
    pub reasons: Reasons,
}

impl Decided {
    pub fn leave(reason: Reason) -> Self {
        Self { fix: None, reasons: Reasons { reason, notes: Vec::new(), warnings: Vec::new() } }
    }
}
