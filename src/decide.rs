//! Facts and options to a verdict: every choice and every refusal is made here, and nothing else is looked at.

mod init;
mod memory;

use std::borrow::Cow;

use crate::error::Result;
use crate::hosts;
use crate::hosts::Demand;
use crate::hosts::Fit;
use crate::hosts::Host;
use crate::inspect::Direction;
use crate::inspect::Exported;
use crate::inspect::Facts;
use crate::inspect::Start;
use crate::inspect::Wrapped;
use crate::options::MemoryChoice;
use crate::options::MemoryExport;
use crate::options::Options;

pub use memory::MemoryFix;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: the module stays as it is.
    Leave(Reasons),
    /// Something.
    Fix(Fix),
}

/// Why, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reasons {
    /// The reason for the verdict: one sentence without a period.
    pub reason: String,
    /// What else the user should know.
    pub notes: Vec<String>,
    /// What is wrong with the module, or will be with what was asked for.
    pub warnings: Vec<String>,
}

impl Reasons {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }
}

/// A change to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Who is to run the constructors from now on, if that changes.
    pub init: Option<InitFix>,
    /// What is to happen to the memory, in this order.
    pub memory: Vec<MemoryFix>,
    /// Who will be able to reach the memory.
    pub direction: Direction,
    /// Why.
    pub reasons: Reasons,
}

/// A new place for the constructors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitFix {
    /// Where they are now.
    pub source: Source,
    /// Where they go.
    pub target: InitTarget,
    /// The name under which destructors that exports no longer call are exported.
    pub dtors: Option<String>,
}

/// Where an initialiser is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// In an export that hosts call.
    Exported(Exported),
    /// In the start section.
    Started(Start),
    /// In every export.
    Wrapped(Wrapped),
}

/// Where an initialiser goes.
#[derive(Debug, Clone, PartialEq, Eq)]
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
        /// Its name.
        name: String,
        /// The exports that make sure of it.
        guarded: Vec<String>,
    },
}

impl InitTarget {
    /// The word for reports: `start`, `export` or `lazy`.
    pub fn keyword(&self) -> &'static str {
        match self {
            Self::Start { .. } => "start",
            Self::Export { .. } => "export",
            Self::Lazy { .. } => "lazy",
        }
    }
}

/// Decides what is to be done about a module.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if the options ask for what cannot be done, or contradict each other.
pub fn decide(facts: &Facts, options: &Options) -> Result<Verdict> {
    let options = &for_host(facts, options);
    let memory = memory::decide(facts, options)?;
    let init = init::decide(facts, options, memory.direction)?;
    let mut reasons = init.reasons;
    reasons.notes.splice(..0, memory.notes);
    reasons.warnings.extend(options.host.and_then(|host| unfit(host, facts)));
    if init.fix.is_none() && memory.fixes.is_empty() {
        return Ok(Verdict::Leave(reasons));
    }
    Ok(Verdict::Fix(Fix { init: init.fix, memory: memory.fixes, direction: memory.direction, reasons }))
}

/// The options, with what the host demands to be done about the memory, where the user says nothing of it. What is not one
/// memory stays as it is: `--host` refuses nothing that the user did not ask for.
fn for_host<'o>(facts: &Facts, options: &'o Options) -> Cow<'o, Options> {
    let Some(host) = options.host else {
        return Cow::Borrowed(options);
    };
    let mut options = options.clone();
    if let Some(name) = hosts::init_name(host, facts)
        && host.calls.contains(&options.init_name.as_str())
    {
        options.init_name = name.to_owned();
    }
    let Some((demand, _)) = hosts::demand(host, facts).filter(|_| facts.memories.len() == 1) else {
        return Cow::Owned(options);
    };
    let (keeps, keeps_export) = (options.memory == MemoryChoice::Keep, options.memory_export == MemoryExport::Keep);
    match demand {
        Demand::Import if keeps => {
            options.memory = MemoryChoice::Import { module: "env".to_owned(), name: "memory".to_owned() };
        }
        Demand::Define if keeps => options.memory = MemoryChoice::Define,
        Demand::Export if keeps_export => options.memory_export = MemoryExport::Name("memory".to_owned()),
        Demand::Hide if keeps_export => options.memory_export = MemoryExport::No,
        _ => {}
    }
    Cow::Owned(options)
}

/// What no option helps.
fn unfit(host: &Host, facts: &Facts) -> Option<String> {
    match hosts::fit(host, facts) {
        Fit::Unfit(why) => Some(format!("not fit for {}: {why}", host.name)),
        _ => None,
    }
}

/// Why the start section may run the initialiser, or why not, as `--policy=reach` sees it.
#[cfg(feature = "cli")]
pub(crate) fn why(facts: &Facts) -> String {
    init::why(facts)
}
