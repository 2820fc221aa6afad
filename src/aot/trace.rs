//! What happened in a run: which imports were called, in which phase, and how it ended.

use std::fmt;
use std::sync::Arc;
use strum::IntoStaticStr;
use strum::VariantNames;

use super::value::Value;
use super::value::list;
use crate::shown::bytes;

/// When something happened.
#[derive(Debug, Clone, PartialEq, Eq, Hash, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Phase {
    /// While the module is instantiated: data segments, then the start section.
    Start,
    /// When the host calls the init function; its name, or a description of what stands for it.
    Init(String),
    /// In a call of an export.
    Call(String),
}

impl Phase {
    pub(crate) fn is_call(&self) -> bool {
        matches!(self, Self::Call(_))
    }

    /// The word for reports: `start`, `init` or `call`.
    pub fn keyword(&self) -> &'static str {
        self.into()
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => write!(f, "start"),
            Self::Init(name) | Self::Call(name) => write!(f, "{name}"),
        }
    }
}

/// One call of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportCall {
    /// The import's module name.
    pub module: Arc<str>,
    /// The import's name.
    pub name: Arc<str>,
    /// What it was given.
    pub arguments: Vec<Value>,
    /// Why the memory that it needs was out of the host's reach, if it was.
    pub unreachable: Option<Unreachable>,
    /// Whether the start section called it, and what it does with the module is not known.
    pub is_doubtful: bool,
    /// Whether it calls the module back, before there are exports, and the host has a table of the module, by which it may.
    pub may_use_table: bool,
    /// What the watched host made up for it, if that is nothing that a real host must do as well.
    pub made_up: Option<MadeUp>,
}

/// What the watched host made up for a call of an import, since nothing says what a real host does then.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MadeUp {
    /// The results.
    Answer(Arc<[Value]>),
    /// It wrote nothing. A real host may write to memory.
    NothingWritten,
    /// It did nothing. A real host may write to what it can reach, or call the module.
    NoEffect,
    /// The same, and what it throws would be caught. A real host may throw.
    NothingThrown,
    /// It found what is not there with this host, or not like this: in words that follow the call.
    Found(&'static str),
}

impl fmt::Display for ImportCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}({})", self.module, self.name, list(&self.arguments))
    }
}

/// Why a host could not reach the memory that an import needs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreachable {
    /// It is exported under this name, and exports do not exist before instantiation ends (WebAssembly/design#1160).
    NotYetExported(String),
    /// The host has it, being imported, but WASI looks for it among the exports.
    WasiLooksAmongExports(String),
    /// It is not memory alone: the import calls the module, or uses other exports.
    NoExportsYet,
}

impl Unreachable {
    /// Why, and what is missing.
    pub fn explain(&self) -> String {
        match self {
            Self::NotYetExported(memory) => {
                format!("needs memory '{memory}': not reachable before instantiation ends")
            }
            Self::WasiLooksAmongExports(memory) => {
                format!("needs memory '{memory}': WASI looks for it among the exports, where it is not")
            }
            Self::NoExportsYet => "needs the module's exports: not there before instantiation ends".to_owned(),
        }
    }
}

/// What happened in one phase.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PhaseTrace {
    /// Which phase.
    pub phase: Phase,
    /// The imports called, in order.
    pub calls: Vec<ImportCall>,
    /// How it ended.
    pub end: End,
}

/// How a phase ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// As it should, with these results.
    Returned(Vec<Value>),
    /// In a trap.
    Trapped {
        /// Which, in the words of the specification where it has some.
        what: String,
        /// The function that was running, as messages show it.
        func: Option<String>,
    },
    /// An import ended the run: `proc_exit(0)`, `env.abort(…)`.
    Exited(String),
    /// An exception was thrown that nothing caught.
    Threw {
        /// The index of its tag, if that is known.
        tag: Option<u32>,
        /// What it carries.
        values: Vec<Value>,
    },
    /// A limit ended the run.
    Limit(Limit, Option<String>),
}

/// The limits of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// Time of a phase, in milliseconds.
    Time(u64),
    /// Time of all phases and all else, in milliseconds.
    Deadline(u64),
    /// Memory, in bytes.
    Memory(u64),
    /// The stack.
    Stack,
    /// How many imports were called.
    Calls(usize),
    /// What was written to standard output and error, in bytes.
    Output(usize),
    /// It waits to be woken, and there is no other thread.
    Wait,
}

impl End {
    /// Whether the run went on after this.
    pub fn is_return(&self) -> bool {
        matches!(self, Self::Returned(_))
    }

    /// Whether two ends are the same one. Names of functions are for messages: rewriters may renumber and rename.
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Trapped { what, .. }, Self::Trapped { what: other, .. }) => what == other,
            (Self::Limit(limit, _), Self::Limit(other, _)) => limit == other,
            // While start runs, there is no instance to ask for its tags.
            (Self::Threw { tag: None, values }, Self::Threw { values: others, .. })
            | (Self::Threw { values, .. }, Self::Threw { tag: None, values: others }) => values == others,
            _ => self == other,
        }
    }

    /// Whether a limit of the runner's ended it, not one that hosts have, too.
    pub(crate) fn is_bounded(&self) -> bool {
        matches!(self, Self::Limit(limit, _) if !matches!(limit, Limit::Stack | Limit::Wait))
    }

    /// Whether the time for all was over.
    pub(crate) fn is_deadline(&self) -> bool {
        matches!(self, Self::Limit(Limit::Deadline(_), _))
    }

    /// Whether this says how far the run came, not what it came to: then states are not to be compared. A rewriter may
    /// add a frame to the stack or an instruction, which moves the point at which a limit ends a run.
    pub(crate) fn is_cut_short(&self) -> bool {
        self.is_bounded() || matches!(self, Self::Limit(Limit::Stack, _))
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |func: &Option<String>| func.as_ref().map(|func| format!(" in {func}")).unwrap_or_default();
        match self {
            Self::Returned(values) if values.is_empty() => write!(f, "returned"),
            Self::Returned(values) => write!(f, "{}", list(values)),
            Self::Trapped { what, func } => write!(f, "trapped: {what}{}", place(func)),
            Self::Exited(how) => write!(f, "ended by {how}"),
            Self::Threw { tag, values } => {
                let tag = tag.map_or("an exception".to_owned(), |tag| format!("tag {tag}"));
                write!(f, "threw {tag}({}), which nothing caught", list(values))
            }
            Self::Limit(limit, func) => write!(f, "{limit}{}", place(func)),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(millis) => write!(f, "did not end within {} (--max-time)", seconds(*millis)),
            Self::Deadline(millis) => write!(f, "had not ended after {} in all (--deadline)", seconds(*millis)),
            Self::Memory(bytes) => write!(f, "wanted more than {} of memory (--max-memory)", size(*bytes)),
            Self::Stack => write!(f, "recursed until the stack was full"),
            Self::Calls(calls) => write!(f, "called imports more than {calls} times (--max-calls)"),
            Self::Output(bytes) => write!(f, "wrote more than {} of output", size(*bytes as u64)),
            Self::Wait => write!(f, "waits to be woken, and there is no other thread"),
        }
    }
}

fn seconds(millis: u64) -> String {
    if millis.is_multiple_of(1000) { format!("{} s", millis / 1000) } else { format!("{millis} ms") }
}

fn size(count: u64) -> String {
    match count {
        count if count >= 1 << 20 && count.is_multiple_of(1 << 20) => format!("{} MiB", count >> 20),
        count if count >= 1 << 10 && count.is_multiple_of(1 << 10) => format!("{} KiB", count >> 10),
        count => bytes(count),
    }
}
