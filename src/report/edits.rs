//! The edits of a plan, for programs.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::Serialize;

use crate::plan::Body;
use crate::plan::Edit;
use crate::plan::Site;
use crate::plan::TableEdit;
use crate::plan::TableEditKind;
use crate::plan::Target;

/// One change, which `edit` names. Numbers are the input's.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(tag = "edit", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EditReport {
    /// Adds the global that says whether the initialiser has run.
    AddGuard,
    /// Adds a function.
    AddFunction {
        /// Its name in the section of names.
        name: String,
        /// What it does.
        body: BodyReport,
    },
    /// Drops a call of a function.
    DropCall {
        /// The function that called it.
        func: u32,
        /// The function that was called.
        callee: u32,
        /// Which of its calls.
        site: SiteReport,
        /// Where the call lies in the input, in bytes.
        offset: usize,
    },
    /// Drops a function that nothing can reach any more.
    DropFunction {
        /// The function.
        func: u32,
    },
    /// Makes a function the start function.
    SetStart {
        /// The function.
        to: TargetReport,
    },
    /// Drops the start section.
    RemoveStart,
    /// Adds an export of a function.
    AddExport {
        /// The export's name.
        name: String,
        /// The function.
        to: TargetReport,
    },
    /// Lets an export of a function name another one.
    RetargetExport {
        /// The export's name.
        name: String,
        /// The other function.
        to: TargetReport,
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
        /// Its index from then on.
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
    /// Renames an export.
    RenameExport {
        /// Its name in the input.
        from: String,
        /// Its name in the result.
        to: String,
    },
    /// Makes a memory, which is imported, the module's own.
    DefineMemory {
        /// The memory.
        memory: u32,
        /// Its index from then on.
        place: u32,
        /// Its size at first, in pages.
        minimum: u64,
    },
    /// Gives a memory other limits.
    LimitMemory {
        /// The memory.
        memory: u32,
        /// Its size at first, in pages.
        minimum: u64,
        /// The most that it may grow to, in pages, or null if there is no such limit.
        maximum: Option<u64>,
    },
    /// Makes all active data segments of a memory passive, so that code writes them.
    MakePassive {
        /// The memory.
        memory: u32,
    },
    /// Exports a memory.
    ExportMemory {
        /// The memory.
        memory: u32,
        /// The export's name.
        name: String,
    },
    /// Makes a table an import.
    ImportTable {
        /// The table.
        table: u32,
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// Makes a table, which is imported, the module's own.
    DefineTable {
        /// The table.
        table: u32,
        /// Its size at first, in elements.
        minimum: u64,
    },
    /// Exports a table.
    ExportTable {
        /// The table.
        table: u32,
        /// The export's name.
        name: String,
    },
}

/// Which call of a function an edit means.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SiteReport {
    /// The first, wherever it is.
    First,
    /// The last call outside of all blocks, or in a block that the function ends with.
    Last,
}

/// A function of the input by its index, or one that the fix adds: `+0`, `+1` and so on.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum TargetReport {
    /// A function of the input.
    Old(u32),
    /// A function that the fix adds.
    New(#[cfg_attr(feature = "schema", schemars(regex(pattern = r"^\+[0-9]+$")))] String),
}

/// What an added function does, which `kind` names.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BodyReport {
    /// Nothing.
    Empty,
    /// It calls functions, one after the other.
    Chain {
        /// The functions.
        calls: Vec<TargetReport>,
    },
    /// It calls a function, the first time only.
    RunOnce {
        /// The function.
        calls: TargetReport,
    },
    /// It calls a function once for all instances that share a memory.
    OncePerMemory {
        /// The function.
        calls: TargetReport,
        /// The memory.
        memory: u32,
        /// Where the memory says whether that has happened.
        address: u64,
    },
    /// It fills stretches of a memory with zeros.
    Zero {
        /// The memory.
        memory: u32,
        /// How many stretches there are.
        stretches: usize,
        /// How many bytes they have together.
        bytes: u64,
        /// Whether by `memory.fill`, and not by stores.
        bulk: bool,
    },
    /// It writes data segments into a memory.
    Fill {
        /// The memory.
        memory: u32,
        /// How many segments there are.
        segments: usize,
        /// How many bytes they have together.
        bytes: u64,
    },
    /// It calls a function unless a memory has a mark, which it sets then.
    Marked {
        /// The function.
        calls: TargetReport,
        /// The memory.
        memory: u32,
        /// Where the mark is.
        address: u64,
        /// The mark, in hexadecimal digits.
        mark: String,
    },
    /// It makes sure that the initialiser has run, and then does what a function does.
    Guarded {
        /// The initialiser.
        init: TargetReport,
        /// The function.
        func: u32,
    },
    /// It does what a function does, and then calls another.
    Followed {
        /// The function.
        func: u32,
        /// The other one.
        then: TargetReport,
    },
}

impl EditReport {
    pub(super) fn of(edit: &Edit) -> Self {
        match edit {
            Edit::AddGuard => Self::AddGuard,
            Edit::AddFunction { name, body } => Self::AddFunction { name: name.clone(), body: BodyReport::of(body) },
            Edit::DropCall { func, callee, site, offset } => {
                let site = match site {
                    Site::First => SiteReport::First,
                    Site::Last => SiteReport::Last,
                };
                Self::DropCall { func: *func, callee: *callee, site, offset: *offset }
            }
            Edit::DropFunction { func } => Self::DropFunction { func: *func },
            Edit::SetStart(to) => Self::SetStart { to: TargetReport::of(to) },
            Edit::RemoveStart => Self::RemoveStart,
            Edit::AddExport { name, to } => Self::AddExport { name: name.clone(), to: TargetReport::of(to) },
            Edit::RetargetExport { name, to } => Self::RetargetExport { name: name.clone(), to: TargetReport::of(to) },
            Edit::RemoveExport { name } => Self::RemoveExport { name: name.clone() },
            Edit::RenameImport { import, module, name } => {
                Self::RenameImport { import: *import, module: module.clone(), name: name.clone() }
            }
            Edit::RenameExport { from, to } => Self::RenameExport { from: from.clone(), to: to.clone() },
            Edit::ImportMemory { memory, place, module, name } => {
                Self::ImportMemory { memory: *memory, place: *place, module: module.clone(), name: name.clone() }
            }
            Edit::DefineMemory { memory, place, minimum } => {
                Self::DefineMemory { memory: *memory, place: *place, minimum: *minimum }
            }
            Edit::LimitMemory { memory, minimum, maximum } => {
                Self::LimitMemory { memory: *memory, minimum: *minimum, maximum: *maximum }
            }
            Edit::MakePassive { memory } => Self::MakePassive { memory: *memory },
            Edit::ExportMemory { memory, name } => Self::ExportMemory { memory: *memory, name: name.clone() },
            Edit::Table(edit) => Self::of_table(edit),
        }
    }

    fn of_table(TableEdit { table, change }: &TableEdit) -> Self {
        let table = *table;
        match change.clone() {
            TableEditKind::Import { module, name } => Self::ImportTable { table, module, name },
            TableEditKind::Define { minimum } => Self::DefineTable { table, minimum },
            TableEditKind::Export { name } => Self::ExportTable { table, name },
        }
    }
}

impl TargetReport {
    fn of(target: &Target) -> Self {
        match target {
            Target::Old(func) => Self::Old(*func),
            Target::New(added) => Self::New(format!("+{}", added.number())),
        }
    }
}

impl BodyReport {
    fn of(body: &Body) -> Self {
        match body {
            Body::Empty => Self::Empty,
            Body::Chain(calls) => Self::Chain { calls: calls.iter().map(TargetReport::of).collect() },
            Body::RunOnce(to) => Self::RunOnce { calls: TargetReport::of(to) },
            Body::OncePerMemory { to, word } => {
                Self::OncePerMemory { calls: TargetReport::of(to), memory: word.memory, address: word.address }
            }
            Body::Zero(zeros) => Self::Zero {
                memory: zeros.memory,
                stretches: zeros.stretches.len(),
                bytes: zeros.bytes(),
                bulk: zeros.bulk,
            },
            Body::Fill { memory, segments, .. } => Self::Fill {
                memory: *memory,
                segments: segments.len(),
                bytes: segments.iter().map(|segment| u64::from(segment.length)).sum(),
            },
            Body::Marked { mark, to, .. } => Self::Marked {
                calls: TargetReport::of(to),
                memory: mark.memory,
                address: mark.address,
                mark: format!("{:032x}", mark.value),
            },
            Body::Guarded { init, func } => Self::Guarded { init: TargetReport::of(init), func: *func },
            Body::Followed { func, then } => Self::Followed { func: *func, then: TargetReport::of(then) },
        }
    }
}
