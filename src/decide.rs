//! Facts and options to a verdict: every choice and every refusal is made here, and nothing else is looked at.
//!
//! ```text
//! decision  initialisation, memory, and what the host makes of both
//! source    where the constructors are, and why they cannot be moved if so
//! answers   start, export, lazy: each says of itself whether it is right, doubtful or impossible, and why
//! auto      the order of preference over them where no host is named
//! host      the order for a named host, by what the host makes of each answer (served)
//! forced    the one answer that --init asks for
//! reason    why: reason, misfit (of a host), missing (what it does not give), note and warning are data, and report/words has their
//!           sentences
//! assume    what the user could say of imports that nothing is known of
//! memory    who is to own the memory
//! table     who is to own a table
//! renames   other names for imports and exports
//! es_modules what a host finds by the names of imports, and what it makes of exports
//! which     the memory or table that an option means
//! fit       the decision for a host, read back as options
//! weigh     what the decision makes of each answer, for --explain (answers)
//! ```

mod answer;
mod answers;
mod assume;
mod auto;
mod available;
mod decision;
mod es_modules;
mod export;
mod fit;
mod fix;
mod forced;
mod guards;
mod host;
mod idle;
mod lazy;
mod main_export;
mod memory;
mod misfit;
mod missing;
mod note;
mod persistent;
mod program;
mod proof;
mod reason;
mod renames;
mod served;
mod shared;
mod source;
mod start;
mod table;
mod warning;
mod which;

use crate::error::Result;
use crate::hosts::Host;
use crate::inspect::Facts;
use crate::inspect::Renames;
use crate::options::Options;
use decision::decision;
use renames::Beside;

#[doc(hidden)]
pub use answers::ANSWERS;
pub use answers::Standing;
#[doc(hidden)]
pub use answers::may_run_tell;
#[doc(hidden)]
pub use answers::weigh;
pub use fit::Change;
pub use fit::Fit;
pub use fit::fit;
pub use fix::Fix;
pub use fix::InitFix;
pub use fix::InitTarget;
pub use fix::MainExport;
pub use fix::Reasons;
pub use fix::Source;
pub use fix::Verdict;
pub use memory::MemoryChange;
pub use memory::MemoryFix;
pub use misfit::CallFault;
pub use misfit::EarlyImport;
pub use misfit::MemoryFault;
pub use misfit::Misfit;
pub use misfit::Ready;
pub use misfit::Reruns;
pub use misfit::Unwelcome;
pub use missing::Missing;
pub use missing::Namespace;
pub use missing::Unplaced;
pub use note::Advice;
pub use note::Assumable;
pub use note::Changed;
pub use note::MemoryChanged;
pub use note::NamesChanged;
pub use note::NoEffect;
pub use note::Note;
pub use note::TableChanged;
pub use note::ThroughTable;
pub use reason::AskedFor;
pub use reason::HostReason;
pub use reason::How;
pub use reason::InitCall;
pub use reason::Lacks;
pub use reason::MayStart;
pub use reason::NothingToDo;
pub use reason::Reason;
pub use reason::StartSection;
pub use reason::Stays;
pub use served::Served;
pub use table::TableChange;
pub use table::TableFix;
pub use warning::Warning;

/// Decides what to do about a module.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if the options ask for what cannot be done, or contradict each other.
/// [`Options::host`] asks for nothing that could be refused: what cannot be done for it is a warning.
pub fn decide(facts: &Facts, options: &Options) -> Result<Verdict> {
    Ok(decision(facts, options)?.verdict(facts, options))
}

/// What a host itself does not give, though the module imports it, if that is known.
pub fn missing(facts: &Facts, host: &Host) -> Option<Missing> {
    es_modules::missing(facts, host, &Renames::default(), &Beside::default())
}

/// What a host makes of exports, if it imports the module as an ES module.
pub fn namespace(facts: &Facts, host: &Host) -> Namespace {
    es_modules::namespace(facts, host, &Renames::default())
}

/// Why the start section may run the initialiser, or why not, as `--policy=reach` sees it.
pub fn why(facts: &Facts) -> MayStart {
    proof::may_start(facts, facts.memory).unwrap_or_else(|why| why)
}
