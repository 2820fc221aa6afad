//! Edits, and the plan that lists them.
//!
//! Only a [`Draft`] makes a plan, and it writes edits down in an order in which they can be made: a function is added
//! before an edit names it, and the one guard before the function that needs it.

use std::collections::BTreeSet;
use std::fmt;

use super::zeros::Zeros;
use crate::inspect::FlagWord;

/// Edits, in the order in which they are made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    edits: Vec<Edit>,
}

/// One change. Indices, and names of exports that change, are the input's.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Renames the import of a memory.
    RenameMemoryImport {
        /// The memory.
        memory: u32,
        /// The import's new module name.
        module: String,
        /// The import's new name.
        name: String,
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
}

/// A function of the input or of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A function of the input, by index.
    Old(u32),
    /// A function that the plan adds.
    New(Added),
}

/// A function that a plan adds, by its number: the first is 0. It comes from the plan that adds the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added(usize);

impl Added {
    /// How many functions the plan adds before this one.
    pub fn number(self) -> usize {
        self.0
    }
}

/// Which call of a function an edit means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// The first, wherever it is.
    First,
    /// The last call outside of all blocks, or in a block that the function ends with.
    Last,
}

/// What an added function does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    ///
    /// ```wat
    /// (func)
    /// ```
    Empty,
    /// Calls functions, one after the other.
    ///
    /// ```wat
    /// (func (call $first) (call $second))
    /// ```
    Chain(Vec<Target>),
    /// Calls the initialiser the first time, nothing after that. The guard is set before the call, so that a constructor
    /// that calls an import that calls an export does not start the constructors again.
    ///
    /// ```wat
    /// (func
    ///   (if (global.get $guard) (then return))
    ///   (global.set $guard (i32.const 1))
    ///   (call $initialiser))
    /// ```
    RunOnce(Target),
    /// Calls the initialiser the first time for all instances that share memory; the others wait until it has run. The word is `ready`
    /// before, 3 while it runs, and 4 from then on. No thread sleeps: a browser's main thread may not.
    ///
    /// ```wat
    /// (func (local $was i32)
    ///   (loop $look
    ///     (br_if $look (i32.eq (i32.const 3)
    ///       (local.tee $was (i32.atomic.rmw.cmpxchg (i32.const $word) (i32.const $ready) (i32.const 3))))))
    ///   (if (i32.eq (local.get $was) (i32.const $ready))
    ///     (then
    ///       (call $initialiser)
    ///       (i32.atomic.store (i32.const $word) (i32.const 4)))))
    /// ```
    OncePerMemory {
        /// The initialiser.
        to: Target,
        /// The word.
        word: FlagWord,
    },
    /// Makes sure that the initialiser has run, then hands over to a function of the input, whose type it has.
    ///
    /// ```wat
    /// (func (param …) (result …)
    ///   (call $run_once)
    ///   (call $func (local.get 0) …))
    /// ```
    Guarded {
        /// The run-once initialiser.
        init: Target,
        /// The function.
        func: u32,
    },
    /// Hands over to a function of the input, whose type it has, and calls another one then.
    ///
    /// ```wat
    /// (func (param …) (result …)
    ///   (call $func (local.get 0) …)
    ///   (call $then))
    /// ```
    Followed {
        /// The function.
        func: u32,
        /// What is called then.
        then: Target,
    },
    /// Fills stretches of a memory with zeros. Before, as a host may give it, and after:
    ///
    /// ```text
    ///     0x400   data   0x408        0x410   data   0x414                0x10000
    /// …   |       "text" | ?? … ??    |       "more" | ?? …               |
    /// …   |       "text" | 00 … 00    |       "more" | 00 …               |
    /// ```
    ///
    /// With bulk memory:
    ///
    /// ```wat
    /// (func
    ///   (memory.fill (i32.const 0x408) (i32.const 0) (i32.const 8))
    ///   (memory.fill (i32.const 0x414) (i32.const 0) (i32.const 0xfbec)))
    /// ```
    ///
    /// Without, by stores; the last one of a stretch ends where that does:
    ///
    /// ```wat
    /// (func (local $at i32)
    ///   (i64.store align=1 (i32.const 0x408) (i64.const 0))
    ///   (local.set $at (i32.const 0x414))
    ///   (loop
    ///     (i64.store align=1 (local.get $at) (i64.const 0))
    ///     (br_if 0 (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 8))) (i32.const 0xfff8))))
    ///   (i64.store align=1 (i32.const 0xfff8) (i64.const 0)))
    /// ```
    Zero(Zeros),
}

impl Body {
    /// The functions that it calls.
    pub(crate) fn calls(&self) -> Vec<Target> {
        match self {
            Self::Empty | Self::Zero(_) => Vec::new(),
            Self::Chain(calls) => calls.clone(),
            Self::RunOnce(to) | Self::OncePerMemory { to, .. } => vec![*to],
            Self::Guarded { init, func } => vec![*init, Target::Old(*func)],
            Self::Followed { func, then } => vec![Target::Old(*func), *then],
        }
    }
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

    pub(crate) fn rename_memory_import(&mut self, memory: u32, module: &str, name: &str) {
        self.edits.push(Edit::RenameMemoryImport { memory, module: module.to_owned(), name: name.to_owned() });
    }

    pub(crate) fn define_memory(&mut self, memory: u32, place: u32, minimum: u64) {
        self.edits.push(Edit::DefineMemory { memory, place, minimum });
    }

    pub(crate) fn limit_memory(&mut self, memory: u32, minimum: u64, maximum: Option<u64>) {
        self.edits.push(Edit::LimitMemory { memory, minimum, maximum });
    }

    pub(crate) fn export_memory(&mut self, memory: u32, name: &str) {
        self.edits.push(Edit::ExportMemory { memory, name: name.to_owned() });
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
            Self::RenameMemoryImport { memory: 0, module, name } => {
                write!(f, "rename the memory's import to `{module}.{name}`")
            }
            Self::RenameMemoryImport { memory, module, name } => {
                write!(f, "rename the import of memory {memory} to `{module}.{name}`")
            }
            Self::DefineMemory { memory, place, minimum } => {
                write!(f, "define {}, {minimum} pages{}", shown(*memory), moved(*memory, *place))
            }
            Self::LimitMemory { memory, minimum, maximum } => {
                let most = maximum.map_or_else(|| "no maximum".to_owned(), |maximum| format!("{maximum} at most"));
                write!(f, "let {} have {minimum} pages, {most}", shown(*memory))
            }
            Self::ExportMemory { memory, name } => write!(f, "export `{name}`: {}", shown(*memory)),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Old(func) => write!(f, "func {func}"),
            Self::New(Added(added)) => write!(f, "func +{added}"),
        }
    }
}

/// A memory in words. The first has no number: most modules have no other.
fn shown(memory: u32) -> String {
    if memory == 0 { "memory".to_owned() } else { format!("memory {memory}") }
}

/// Where a memory goes, if it gets another index.
fn moved(memory: u32, place: u32) -> String {
    if memory == place { String::new() } else { format!(", as memory {place}") }
}

impl fmt::Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "nothing"),
            Self::Chain(calls) => {
                let calls: Vec<_> = calls.iter().map(Target::to_string).collect();
                write!(f, "call {}", calls.join(", then "))
            }
            Self::RunOnce(to) => write!(f, "call {to} once"),
            Self::OncePerMemory { to, word } => {
                write!(f, "call {to} once for all instances, by the word at {:#x}", word.address)
            }
            Self::Guarded { init, func } => write!(f, "call {init}, then func {func}"),
            Self::Followed { func, then } => write!(f, "call func {func}, then {then}"),
            Self::Zero(zeros) => {
                let (memory, count) = (shown(zeros.memory), zeros.stretches.len());
                let stretches = if count == 1 { "stretch" } else { "stretches" };
                write!(f, "fill {count} {stretches} of {memory} with zeros, {} bytes", zeros.bytes())
            }
        }
    }
}
