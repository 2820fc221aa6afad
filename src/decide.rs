//! Facts and options to a verdict: every choice and every refusal is made here, and nothing else is looked at.
//!
//! ```text
//! source    where the constructors are, and why they cannot be moved if so
//! answers   start, export, lazy: each says of itself whether it is right, doubtful or impossible, and why
//! auto      the order of preference over them where no host is named
//! host      the order for a named host, by what the host makes of each answer (served)
//! forced    the one answer that --init asks for
//! memory    who is to own the memory
//! fit       the decision for a host, read back as options
//! ```

mod answer;
mod auto;
mod export;
mod fit;
mod forced;
mod guards;
mod host;
mod lazy;
mod memory;
mod proof;
mod served;
mod source;
mod start;

use crate::error::Result;
use crate::hosts::Host;
use crate::inspect::Direction;
use crate::inspect::Exported;
use crate::inspect::Facts;
use crate::inspect::Start;
use crate::inspect::Wrapped;
use crate::options::InitChoice;
use crate::options::Options;
use answer::Question;
use source::Found;

pub use fit::Change;
pub use fit::Fit;
pub use fit::fit;
pub use memory::MemoryFix;
pub use served::Served;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: the module stays as it is.
    Leave(Reasons),
    /// Something.
    Fix(Box<Fix>),
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

impl Source {
    /// The exports that run the initialiser and nothing else.
    pub fn names(&self) -> &[String] {
        match self {
            Self::Exported(exported) => &exported.names,
            Self::Started(start) => &start.exports,
            Self::Wrapped(_) => &[],
        }
    }
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
/// [`Options::host`] asks for nothing that could be refused: what cannot be done for it is a warning.
pub fn decide(facts: &Facts, options: &Options) -> Result<Verdict> {
    Ok(decision(facts, options)?.verdict())
}

/// What is to be done, and what the host that is named makes of the result.
struct Decision {
    init: Decided,
    memory: memory::Decided,
    /// What the host makes of the result, or why it does not run it as it should be run.
    served: Option<(&'static Host, std::result::Result<Served, String>)>,
}

/// What is to be done about initialisation.
struct Decided {
    fix: Option<InitFix>,
    reasons: Reasons,
}

impl Decided {
    fn leave(reason: impl Into<String>) -> Self {
        Self { fix: None, reasons: Reasons::new(reason) }
    }
}

fn decision(facts: &Facts, options: &Options) -> Result<Decision> {
    let memory = memory::decide(facts, options)?;
    let init = init(facts, options, memory.direction())?;
    let served = options.host.map(|host| (host, served::after(host, facts, init.fix.as_ref(), &memory)));
    Ok(Decision { init, memory, served })
}

/// Who is to run the constructors, whose memory the host can reach as `memory` says.
fn init(facts: &Facts, options: &Options, memory: Direction) -> Result<Decided> {
    if options.init == InitChoice::Keep {
        return Ok(Decided::leave("initialisation stays as it is (--init=keep)"));
    }
    let source = match source::find(facts) {
        Found::Source(source) => source,
        found => return source::stays(found, facts, options.init),
    };
    let question = Question { facts, options, memory, source };
    match (options.init, options.host) {
        (InitChoice::Auto, Some(host)) => Ok(host::auto(&question, host)),
        (InitChoice::Auto, None) => Ok(auto::auto(&question)),
        _ => forced::forced(&question),
    }
}

impl Decision {
    fn verdict(self) -> Verdict {
        let mut reasons = self.init.reasons;
        reasons.notes.splice(..0, self.memory.notes.iter().cloned());
        if let Some((host, Err(why))) = self.served {
            reasons.warnings.push(format!("not fit for {}: {why}", host.name));
        }
        if self.init.fix.is_none() && self.memory.fixes.is_empty() {
            return Verdict::Leave(reasons);
        }
        let direction = self.memory.direction();
        Verdict::Fix(Box::new(Fix { init: self.init.fix, memory: self.memory.fixes, direction, reasons }))
    }
}

/// Why the start section may run the initialiser, or why not, as `--policy=reach` sees it.
#[cfg(feature = "cli")]
pub(crate) fn why(facts: &Facts) -> String {
    proof::may_start(facts, facts.memory).unwrap_or_else(|why| why)
}
