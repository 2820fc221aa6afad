//! The verdict as a list of edits, which is all that a rewriter knows.

mod build;
mod dead;

use std::fmt;

pub(crate) use build::plan;
pub(crate) use dead::without_dead;

/// Edits, in the order in which they are made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The edits.
    pub edits: Vec<Edit>,
}

/// One change. Function indices are the input's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Adds the global that says whether the initialiser has run: `(global $guard (mut i32) (i32.const 0))`. At most one.
    AddGuard,
    /// Adds a function. The first one added is `Target::New(0)`, the next one `Target::New(1)`.
    AddFunction {
        /// Its name in the `name` section, if there is one.
        name: String,
        /// What it does.
        body: Body,
    },
    /// Drops a call of a `() -> ()` function, which is the first or the last thing that a function does.
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
    /// Makes the only memory an import.
    ImportMemory {
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// Renames the import of the only memory.
    RenameMemoryImport {
        /// The import's new module name.
        module: String,
        /// The import's new name.
        name: String,
    },
    /// Makes the only memory, which is imported, the module's own.
    DefineMemory {
        /// Its initial size, in pages.
        minimum: u64,
    },
    /// Exports the only memory.
    ExportMemory {
        /// The export's name.
        name: String,
    },
}

/// A function of the input or of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A function of the input, by index.
    Old(u32),
    /// A function that the plan adds, by the order in which it does.
    New(usize),
}

/// Which call of a function an edit means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// The first instruction.
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
}

impl Plan {
    /// The functions that the plan adds, in order.
    pub(crate) fn added(&self) -> impl Iterator<Item = (&str, &Body)> {
        self.edits.iter().filter_map(|edit| match edit {
            Edit::AddFunction { name, body } => Some((name.as_str(), body)),
            _ => None,
        })
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

    /// The functions that go, in index order.
    pub(crate) fn dropped(&self) -> impl Iterator<Item = u32> {
        self.edits.iter().filter_map(|edit| match edit {
            Edit::DropFunction { func } => Some(*func),
            _ => None,
        })
    }

    /// Whether what stays gets other indices.
    pub(crate) fn moves_indices(&self) -> bool {
        self.dropped().next().is_some()
    }

    pub(crate) fn adds_guard(&self) -> bool {
        self.edits.contains(&Edit::AddGuard)
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
            Self::ImportMemory { module, name } => write!(f, "import memory from `{module}.{name}`"),
            Self::RenameMemoryImport { module, name } => write!(f, "rename the memory's import to `{module}.{name}`"),
            Self::DefineMemory { minimum } => write!(f, "define memory, {minimum} pages"),
            Self::ExportMemory { name } => write!(f, "export `{name}`: memory"),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Old(func) => write!(f, "func {func}"),
            Self::New(added) => write!(f, "func +{added}"),
        }
    }
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
            Self::Guarded { init, func } => write!(f, "call {init}, then func {func}"),
        }
    }
}
