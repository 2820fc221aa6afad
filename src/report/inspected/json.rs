//! What a module is, for programs.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::Serialize;

use super::Inspected;
use super::init_json::InitReport;
use crate::decide::Change;
use crate::decide::Fit;
use crate::hosts::Host;
use crate::inspect::Direction;
use crate::inspect::MemoryFacts;
use crate::report::json::ErrorReport;
use crate::report::keyword::Keyword;
use crate::report::version::SchemaVersion;
use crate::report::words::with_subject;

/// What a module is, as `wasm-initfix inspect MODULE --report=json` prints it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct InspectReport {
    /// 1. It changes when a key is removed or gets another meaning, and not when a key is added.
    pub schema: SchemaVersion,
    /// The module's name.
    pub file: String,
    /// The module's size.
    pub bytes: usize,
    /// `command`, `reactor`, `dylink` or `library`.
    pub kind: ModuleKind,
    /// What made it, and what it carries for debugging.
    pub toolchain: ToolchainReport,
    /// Its memories; an empty array is no memory.
    pub memory: Vec<MemoryReport>,
    /// Who runs the constructors, and what they may do.
    pub init: InitReport,
    /// What each host makes of the module.
    pub hosts: Vec<HostFitReport>,
}

/// What a module of several is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum InspectedReport {
    /// It was inspected.
    Inspect(Box<InspectReport>),
    /// It could not be inspected.
    Error(ErrorReport),
}

impl InspectedReport {
    /// Of a module that could not be inspected, or of a folder in which no modules were found.
    pub fn error(file: String, error: String) -> Self {
        Self::Error(ErrorReport { schema: SchemaVersion, file, error })
    }
}

/// What a module is to its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ModuleKind {
    /// A program, which runs when the host calls `_start`.
    Command,
    /// A library that the host initialises by `_initialize`.
    Reactor,
    /// A dynamic library, or what loads some.
    Dylink,
    /// Any other.
    Library,
}

/// What made a module, and what it carries for debugging.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct ToolchainReport {
    /// Compilers and linkers, from the section of producers.
    pub producers: Vec<String>,
    /// Whether there are names of functions.
    pub names: bool,
    /// Whether there is debug information.
    pub debug_info: bool,
    /// Why places in the source are not known, though there is debug information, or null.
    pub debug_info_unread: Option<String>,
    /// Whether the module names a source map.
    pub source_map: bool,
}

/// A memory. Its sizes are in pages.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct MemoryReport {
    /// `private`, `exported`, `imported` or `both`.
    pub direction: Keyword<Direction>,
    /// The module and the name that it is imported from, or null.
    pub import: Option<String>,
    /// The names that it is exported under.
    pub exports: Vec<String>,
    /// Its size at first, in pages.
    pub minimum: u64,
    /// The most that it may grow to, in pages, or null.
    pub maximum: Option<u64>,
    /// How many bytes a page has.
    pub page_bytes: u64,
    /// Whether threads can share it.
    pub shared: bool,
    /// Whether its addresses have 64 bits.
    pub memory64: bool,
}

/// What a host makes of a module.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct HostFitReport {
    /// Its name.
    pub host: &'static str,
    /// `ready` (nothing has to be called), `calls-it` (the host), `call-it` (the program must), `change` or `unfit`.
    pub fit: Keyword<Fit>,
    /// The reason, in words.
    pub why: String,
    /// The options that do what `--host` would do, or null if it would do nothing. With `call-it` these options spare the program the
    /// call, and with `unfit` they do the best that can be done.
    pub flags: Option<String>,
    /// What the host itself does not give, though the module imports it, or null.
    pub missing: Option<String>,
    /// What the host makes of exports otherwise than an instance has them, or null.
    pub exports: Option<String>,
}

/// What a module is.
pub fn report(inspected: &Inspected) -> InspectReport {
    let facts = &inspected.facts;
    InspectReport {
        schema: SchemaVersion,
        file: inspected.name.clone(),
        bytes: inspected.bytes,
        kind: inspected.kind(),
        toolchain: ToolchainReport {
            producers: facts.producers.clone(),
            names: facts.names,
            debug_info: facts.debug_info,
            debug_info_unread: inspected.unread.clone(),
            source_map: facts.source_map,
        },
        memory: facts.memories.iter().map(memory).collect(),
        init: InitReport::of(inspected),
        hosts: inspected.hosts.iter().map(|(name, fit)| host(inspected, name, fit)).collect(),
    }
}

fn memory(memory: &MemoryFacts) -> MemoryReport {
    MemoryReport {
        direction: Keyword::new(memory.direction().keyword()),
        import: memory.import.as_ref().map(|(module, name)| format!("{module}.{name}")),
        exports: memory.exports.clone(),
        minimum: memory.minimum,
        maximum: memory.maximum,
        page_bytes: 1 << memory.page_size_log2.unwrap_or(16),
        shared: memory.shared,
        memory64: memory.memory64,
    }
}

fn host(inspected: &Inspected, host: &Host, fit: &Fit) -> HostFitReport {
    let why = match fit {
        Fit::Ready(why) => why.to_string(),
        Fit::Unfit { why, .. } | Fit::Change(Change { why, .. }) => why.to_string(),
        Fit::HostCalls { name, may_fail: false } => format!("it calls `{name}`"),
        Fit::HostCalls { name, may_fail: true } => {
            format!("it calls `{name}`, but before imports of yours work")
        }
        Fit::ProgramCalls { name, .. } => format!("the program has to call {}", inspected.calls(name)),
    };
    let exports = inspected.namespace(host, fit);
    HostFitReport {
        host: host.name,
        fit: Keyword::new(fit.keyword()),
        why,
        flags: inspected.flags(fit),
        missing: inspected.missing(host, fit).map(|missing| with_subject(host.name, &missing.to_string())),
        exports: (!exports.is_empty()).then(|| exports.join("; ")),
    }
}
