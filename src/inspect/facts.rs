//! What was seen in a module, and how closely to look.

use std::collections::HashSet;

use super::convention::Convention;
use super::effects::Assumption;
use super::evidence::Evidence;
use super::first::Each;
use super::first::First;
use super::globals::GlobalFacts;
use super::initialiser::Initialiser;
use super::loaders;
use super::loaders::Loader;
use super::main_function::MainFunction;
use super::memory::Direction;
use super::memory::MemoryFacts;
use super::persistence::Persistence;
use super::reach::Depth;
use super::renames::RenameExport;
use super::renames::RenameImport;
use super::renames::Renames;
use super::sharing::Sharing;
use super::start::Start;
use super::table::TableFacts;
use crate::bounds::Bounds;

/// What was seen in a module.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Facts {
    /// Every memory, in index order.
    pub memories: Vec<MemoryFacts>,
    /// Who could reach the memory: that of all memories together.
    pub memory: Direction,
    /// Every table, in index order.
    pub tables: Vec<TableFacts>,
    /// The start section.
    pub start: Option<Start>,
    /// Who runs the constructors.
    pub convention: Convention,
    /// Why that is thought.
    pub evidence: Evidence,
    /// The initialiser, if there is one and it was looked at.
    pub initialiser: Option<Initialiser>,
    /// What runs a program's `main` without its constructors, if it was looked for and is seen.
    pub main: Option<MainFunction>,
    /// The exports that a host calls before anything else, in that order.
    pub first: Vec<First>,
    /// Every exported function.
    pub functions: Vec<ExportedFunction>,
    /// The exports under names that hosts call which do nothing.
    pub emptied: Vec<String>,
    /// The exports that may be initialisers, for all that is known. Only with [`InspectOptions::for_hosts`] and at
    /// [`Depth::Full`].
    pub candidates: Vec<String>,
    /// The names of all exports.
    pub exports: Vec<String>,
    /// Whether a function of WASI (`wasi_*`) is imported.
    pub wasi: bool,
    /// Patterns of `--assume` that mean no import.
    pub idle_patterns: Vec<String>,
    /// The first imported function that is the user's, by module name and name: not of WASI, and not known to end the run.
    pub user_import: Option<(String, String)>,
    /// The first import that is known to use the memory, by module name and name.
    pub memory_import: Option<(String, String)>,
    /// All imports but memories, by module name and name.
    pub imports: HashSet<(String, String)>,
    /// What others give and see of globals.
    pub globals: GlobalFacts,
    /// The imports and exports that the user wants under other names.
    pub renames: Renames,
    /// Compilers and linkers, from the `producers` section: `clang 19.1.4`.
    pub producers: Vec<String>,
    /// The function by which this tool had constructors run once, by its name.
    pub run_once: Option<u32>,
    /// What matters where instances share memory; none if none is shared.
    pub sharing: Option<Sharing>,
    /// What matters where a memory outlives instances. Only with [`InspectOptions::for_persistence`].
    pub persistence: Option<Persistence>,
    /// Whether functions have names.
    pub names: bool,
    /// The names for init functions that a function has as its own, in the `name` section. Only with
    /// [`InspectOptions::for_hosts`].
    pub own_names: Vec<&'static str>,
    /// Whether imports come in groups (the proposal for compact imports), which no rewriter here can change.
    pub compact_imports: bool,
    /// Whether engines that take the module know the instructions for bulk memory. Only with [`InspectOptions::for_zeros`].
    pub bulk_memory: bool,
    /// Whether there is DWARF, here or in another file.
    pub debug_info: bool,
    /// Whether there is a source map.
    pub source_map: bool,
}

/// A function under one of its export names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportedFunction {
    /// The export's name.
    pub name: String,
    /// The function's index.
    pub func: u32,
    /// The first function that has this name as its own, if that is another one. Only with
    /// [`InspectOptions::for_hosts`].
    pub namesake: Option<u32>,
}

/// What to look for, and how closely.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InspectOptions<'o> {
    /// The export that the user says is the initialiser.
    pub init_export: Option<&'o str>,
    /// What the user says of imports, by `MODULE.NAME`.
    pub assume: &'o [(String, Assumption)],
    /// Whether the user says that what all exports call first are the constructors, where their code and names leave that open.
    pub assume_wrapped: bool,
    /// How far to follow the initialiser's calls, if at all. Short of [`Depth::Full`], one that cannot be moved is not
    /// looked at, and indirect calls only where they can matter.
    pub depth: Option<Depth>,
    /// Whether to run the initialiser, where its code does not show that the start section may.
    pub run: bool,
    /// Whether to look at what matters to hosts alone, too: where data ends in a memory of the module's own, and which names of
    /// exports functions have as their own.
    pub for_hosts: bool,
    /// Whether to look at what matters to the limits of memories: where data ends in them, and what grows them.
    pub for_limits: bool,
    /// Whether to look at a program's constructors and at its `main`, each by itself: else `_start` is what initialises it.
    pub of_program: bool,
    /// Whether to look at what matters to filling memory with zeros: what of it is written before.
    pub for_zeros: bool,
    /// Whether to look at what matters where a memory outlives instances.
    pub for_persistence: bool,
    /// Whether a host is to have a table from now on, among the exports or as an import.
    pub shares_table: bool,
    /// The table that a host is to give from now on, and the import that it becomes.
    pub given_table: Option<GivenTable<'o>>,
    /// Imports that the user wants under other names.
    pub rename_imports: &'o [RenameImport],
    /// Exports that the user wants under other names.
    pub rename_exports: &'o [RenameExport],
    /// How much to take on.
    pub bounds: Bounds,
}

/// A table that a host is to give from now on: it may hold whatever the host puts there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GivenTable<'o> {
    /// Its name or number, where there are several.
    pub which: Option<&'o str>,
    /// The module name of the import that it becomes.
    pub module: &'o str,
    /// The name of that import.
    pub name: &'o str,
}

impl Facts {
    /// The exports that a host has to call once before it calls any other, initialisers included, in this order.
    pub fn called_once(&self) -> impl Iterator<Item = &'static str> {
        self.first.iter().filter(|first| first.each == Each::Instance).map(|first| first.name)
    }

    /// Whether rustc compiled it, and nothing in it is C++; C is libc's, too.
    pub fn is_rust(&self) -> bool {
        let has = |start: &str| self.producers.iter().any(|producer| producer.starts_with(start));
        has("rustc ") && !has("C_plus_plus")
    }

    /// What loads the module, and knows when to call its exports.
    pub fn loader(&self) -> Option<&'static Loader> {
        let is_bound = matches!(self.evidence, Evidence::Bound { .. });
        self.convention.loader().or_else(|| is_bound.then_some(&loaders::BINDGEN))
    }
}
