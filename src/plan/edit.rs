//! Edits, and the plan that lists them.
//!
//! Only a [`Draft`] makes a plan, and it writes edits down in an order in which they can be made: a function is added
//! before an edit names it, and the one guard before the function that needs it.

use std::collections::BTreeSet;
use std::fmt;

use super::body::Body;
use super::tables::TableEdit;
use super::target::Added;
use super::target::Target;
use super::target::shown;
use super::zeros::Zeros;
use crate::inspect::ActiveSegment;
use crate::inspect::FlagWord;
use crate::inspect::Mark;

/// Edits, in the order in which they are made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    edits: Vec<Edit>,
}

/// One change. Indices, and names of exports that change, are the input's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Edit {
    /// Adds the global that says whether the initialiser has run: `(global $guard (mut i32) (i32.const 0))`. At most one.
    AddGuard,
    /// Adds a function. [`Added`] counts them.
    AddFunction {
        /// Its name in the `name` section, if there is one.
        name: String,
        /// What it does.
        body: Body,
    },
    /// Drops a call of a `() -> ()` function.
    DropCall {
        /// The function.
        func: u32,
        /// What it no longer calls.
        callee: u32,
        /// Which call of it.
        site: Site,
        /// Where the call instruction lies in the input, in bytes.
        offset: usize,
    },
    /// Drops a function that nothing can reach any more.
    DropFunction {
        /// The function.
        func: u32,
    },
    /// Makes a function the start function.
    SetStart(Target),
    /// Drops the start section.
    RemoveStart,
    /// Adds an export of a function.
    AddExport {
        /// The export's name.
        name: String,
        /// The function.
        to: Target,
    },
    /// Lets an export of a function name another one.
    RetargetExport {
        /// The export's name.
        name: String,
        /// The other function.
        to: Target,
    },
    /// Drops an export.
    RemoveExport {
        /// The export's name.
        name: String,
    },
    /// Makes a memory an import.
    ImportMemory {
        /// The memory.
        memory: u32,
        /// Its index from then on: imports come before what a module has of its own. Memories between the two places move by one.
        place: u32,
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// Renames an import.
    RenameImport {
        /// Its place among all imports.
        import: usize,
        /// Its new module name.
        module: String,
        /// Its new name.
        name: String,
    },
    /// Renames an export. Other edits go on calling it by the name that the input has for it.
    RenameExport {
        /// The name in the input.
        from: String,
        /// The name in the result.
        to: String,
    },
    /// Makes a memory, which is imported, the module's own.
    DefineMemory {
        /// The memory.
        memory: u32,
        /// Its index from then on: it comes behind all imports. Memories between the two places move by one.
        place: u32,
        /// Its initial size, in pages.
        minimum: u64,
    },
    /// Gives a memory other limits.
    LimitMemory {
        /// The memory.
        memory: u32,
        /// Its initial size, in pages.
        minimum: u64,
        /// The most that it may grow to, in pages.
        maximum: Option<u64>,
    },
    /// Exports a memory.
    ExportMemory {
        /// The memory.
        memory: u32,
        /// The export's name.
        name: String,
    },
    /// Makes all active data segments of a memory passive, so that code writes them.
    MakePassive {
        /// The memory.
        memory: u32,
    },
    /// Changes a table.
    Table(TableEdit),
}

/// Which call of a function an edit means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// The first, wherever it is.
    First,
    /// The last call outside of all blocks, or in a block that the function ends with.
    Last,
}

impl Plan {
    /// The edits.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The same plan, which also drops functions.
    pub(crate) fn dropping(mut self, functions: BTreeSet<u32>) -> Self {
        self.edits.extend(functions.into_iter().map(|func| Edit::DropFunction { func }));
        self
    }

    /// The edits in words. Functions that are added are numbered `+0`, `+1`, ….
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let mut added = 0u32..;
        self.edits.iter().map(move |edit| match edit {
            Edit::AddFunction { name, body } => {
                let number = added.next().unwrap_or_default();
                format!("add func +{number} `{name}`: {body}")
            }
            edit => edit.to_string(),
        })
    }
}

/// A plan in the making.
pub(crate) struct Draft {
    edits: Vec<Edit>,
    added: usize,
}

/// The right to add the guard, once: nothing copies it, and [`Draft::add_run_once`] uses it up.
pub(crate) struct Guard(());

impl Draft {
    /// A plan without edits, and the right to its guard.
    pub(crate) fn new() -> (Self, Guard) {
        (Self { edits: Vec::new(), added: 0 }, Guard(()))
    }

    pub(crate) fn finish(self) -> Plan {
        Plan { edits: self.edits }
    }

    /// Adds a function that does nothing.
    pub(crate) fn add_empty(&mut self, name: &str) -> Target {
        self.add(name, Body::Empty)
    }

    /// Adds a function that calls others.
    pub(crate) fn add_chain(&mut self, name: &str, calls: Vec<Target>) -> Target {
        self.add(name, Body::Chain(calls))
    }

    /// Adds the guard, and a function that calls another the first time only.
    pub(crate) fn add_run_once(&mut self, Guard(()): Guard, name: &str, to: Target) -> Target {
        self.edits.push(Edit::AddGuard);
        self.add(name, Body::RunOnce(to))
    }

    /// Adds a function that calls another the first time for all instances only.
    pub(crate) fn add_once_per_memory(&mut self, name: &str, to: Target, word: FlagWord) -> Target {
        self.add(name, Body::OncePerMemory { to, word })
    }

    /// Adds a function that calls `init` before a function of the input.
    pub(crate) fn add_guarded(&mut self, name: &str, init: Target, func: u32) -> Target {
        self.add(name, Body::Guarded { init, func })
    }

    /// Adds a function that calls `then` after a function of the input.
    pub(crate) fn add_followed(&mut self, name: &str, func: u32, then: Target) -> Target {
        self.add(name, Body::Followed { func, then })
    }

    /// Adds a function that fills a memory with zeros.
    pub(crate) fn add_zero(&mut self, name: &str, zeros: Zeros) -> Target {
        self.add(name, Body::Zero(zeros))
    }

    /// Adds a function that writes data segments.
    pub(crate) fn add_fill(&mut self, name: &str, mark: Mark, segments: Vec<ActiveSegment>) -> Target {
        self.add(name, Body::Fill { memory: mark.memory, memory64: mark.memory64, segments })
    }

    /// Adds a function that calls another unless the memory has the mark.
    pub(crate) fn add_marked(&mut self, name: &str, mark: Mark, to: Target, drops: Vec<u32>) -> Target {
        self.add(name, Body::Marked { mark, to, drops })
    }

    fn add(&mut self, name: &str, body: Body) -> Target {
        let added = Added(self.added);
        self.added += 1;
        self.edits.push(Edit::AddFunction { name: name.to_owned(), body });
        Target::New(added)
    }

    pub(crate) fn drop_call(&mut self, func: u32, callee: u32, site: Site, offset: usize) {
        self.edits.push(Edit::DropCall { func, callee, site, offset });
    }

    pub(crate) fn set_start(&mut self, to: Target) {
        self.edits.push(Edit::SetStart(to));
    }

    pub(crate) fn remove_start(&mut self) {
        self.edits.push(Edit::RemoveStart);
    }

    pub(crate) fn add_export(&mut self, name: &str, to: Target) {
        self.edits.push(Edit::AddExport { name: name.to_owned(), to });
    }

    pub(crate) fn retarget_export(&mut self, name: &str, to: Target) {
        self.edits.push(Edit::RetargetExport { name: name.to_owned(), to });
    }

    pub(crate) fn remove_export(&mut self, name: &str) {
        self.edits.push(Edit::RemoveExport { name: name.to_owned() });
    }

    pub(crate) fn import_memory(&mut self, memory: u32, place: u32, module: &str, name: &str) {
        self.edits.push(Edit::ImportMemory { memory, place, module: module.to_owned(), name: name.to_owned() });
    }

    pub(crate) fn rename_import(&mut self, import: usize, module: &str, name: &str) {
        self.edits.push(Edit::RenameImport { import, module: module.to_owned(), name: name.to_owned() });
    }

    pub(crate) fn rename_export(&mut self, from: &str, to: &str) {
        self.edits.push(Edit::RenameExport { from: from.to_owned(), to: to.to_owned() });
    }

    pub(crate) fn define_memory(&mut self, memory: u32, place: u32, minimum: u64) {
        self.edits.push(Edit::DefineMemory { memory, place, minimum });
    }

    pub(crate) fn limit_memory(&mut self, memory: u32, minimum: u64, maximum: Option<u64>) {
        self.edits.push(Edit::LimitMemory { memory, minimum, maximum });
    }

    pub(crate) fn make_passive(&mut self, memory: u32) {
        self.edits.push(Edit::MakePassive { memory });
    }

    pub(crate) fn export_memory(&mut self, memory: u32, name: &str) {
        self.edits.push(Edit::ExportMemory { memory, name: name.to_owned() });
    }

    pub(crate) fn change_table(&mut self, edit: TableEdit) {
        self.edits.push(Edit::Table(edit));
    }
}

impl fmt::Display for Plan {
    /// One edit to a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().collect::<Vec<_>>().join("\n"))
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddGuard => write!(f, "add global `guard` (mut i32) = 0"),
            Self::AddFunction { name, body } => write!(f, "add func `{name}`: {body}"),
            Self::DropCall { func, callee, site, offset } => {
                let site = match site {
                    Site::First => "first",
                    Site::Last => "last",
                };
                write!(f, "drop the {site} call of func {callee} in func {func} (at {offset:#x})")
            }
            Self::DropFunction { func } => write!(f, "drop func {func}"),
            Self::SetStart(to) => write!(f, "start {to}"),
            Self::RemoveStart => write!(f, "drop the start section"),
            Self::AddExport { name, to } => write!(f, "export `{name}`: {to}"),
            Self::RetargetExport { name, to } => write!(f, "let export `{name}` be {to}"),
            Self::RemoveExport { name } => write!(f, "drop export `{name}`"),
            Self::ImportMemory { memory, place, module, name } => {
                write!(f, "import {} from `{module}.{name}`{}", shown(*memory), moved(*memory, *place))
            }
            Self::RenameImport { import, module, name } => write!(f, "rename import {import} to `{module}.{name}`"),
            Self::RenameExport { from, to } => write!(f, "rename export `{from}` to `{to}`"),
            Self::DefineMemory { memory, place, minimum } => {
                write!(f, "define {}, {minimum} pages{}", shown(*memory), moved(*memory, *place))
            }
            Self::LimitMemory { memory, minimum, maximum } => {
                let most = maximum.map_or_else(|| "no maximum".to_owned(), |maximum| format!("{maximum} at most"));
                write!(f, "let {} have {minimum} pages, {most}", shown(*memory))
            }
            Self::MakePassive { memory } => write!(f, "make the active data segments of {} passive", shown(*memory)),
            Self::ExportMemory { memory, name } => write!(f, "export `{name}`: {}", shown(*memory)),
            Self::Table(edit) => edit.fmt(f),
        }
    }
}

/// Where a memory goes, if it gets another index.
fn moved(memory: u32, place: u32) -> String {
    if memory == place { String::new() } else { format!(", as memory {place}") }
}
