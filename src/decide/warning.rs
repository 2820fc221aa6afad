//! What is wrong with a module, or will be with what was asked for. `report/words/warning.rs` has the sentences.

use strum::IntoStaticStr;
use strum::VariantNames;

use super::misfit::Misfit;
use super::missing::Missing;
use super::reason::Lacks;
use super::reason::MayStart;
use super::reason::Reason;
use crate::hosts::ThenStops;
use crate::inspect::Exposed;
use crate::inspect::ReachedImport;

/// What is wrong with a module, or will be with what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Warning {
    /// `--assume-wrapped` does not settle what was found.
    WrappedUnsettled,
    /// `--assume-wrapped` says something that cannot be.
    WrappedIdle,
    /// Hosts that check refuse this module.
    HostsRefuse,
    /// The start section will fail: it calls this import.
    StartWillFail(Box<ReachedImport>, Lacks),
    /// The start section may be too early.
    StartMayFail(MayStart),
    /// What was asked for is not right for the host of this name.
    NotRightFor(&'static str, Reason),
    /// The result is not fit for the host of this name.
    NotFitFor(&'static str, Misfit),
    /// Destructors are not exported, for this reason.
    DestructorsNotExported(String),
    /// The host of the first name refuses a module that exports the other.
    NameRefusedBy(&'static str, String),
    /// The init function does not have the name that was asked for, for this reason.
    NameRefused(String),
    /// A host that reads this before the first call may find it as the start section did not leave it.
    ReadBeforeFirstCall(Exposed),
    /// The same, of what this import may write, which the start section calls.
    ImportWritesBeforeFirstCall(Box<ReachedImport>),
    /// Instances share a memory, and each writes the data segments there.
    SegmentsWrittenAgain,
    /// The loader of this name gives the memory of this module name and name, and goes on using that.
    LoaderGivesMemory(&'static str, String, String),
    /// No host reaches the memory any more, and this import, by module name and name, needs it.
    MemoryOutOfReachOf(String, String),
    /// No host can reach the memory, as it is, and this import, by module name and name, needs it.
    PrivateMemoryNeeded(String, String),
    /// The loader of this name finds imports and exports by the names that they had.
    LoaderKnowsOldNames(&'static str),
    /// What reads the custom section of this name finds imports and exports by the names that they had.
    SectionKnowsOldNames(String),
    /// The host of the first name looks for the export of the second, which has the third now.
    HostLooksForExport(&'static str, String, String),
    /// The host of the first name gives WASI as this module, from which no longer all is imported.
    HostGivesWasiAs(&'static str, String),
    /// The host of this name does not find by name what the module imports, or need not.
    HostLooksForImports(&'static str, Missing),
    /// The host of this name takes the module for a promise.
    HostAwaits(&'static str, ThenStops),
    /// The memory had so many pages, and what the linker placed behind the data may need them.
    SmallerMemory(u64),
    /// The memory outlives instances, and each one that the host initialises runs the constructors again.
    InitialisedAgain,
    /// The memory outlives instances, and libc's word in it that the program has started does, too.
    StartedBefore,
    /// The memory outlives instances, and what a host's calls change of globals, tables, other memories and segments does not.
    StateForgotten,
    /// Code moved within its section by so many bytes, and debug information did not.
    DebugInfoLeft(isize),
    /// Code moved in the file by so many bytes, and the source map did not.
    SourceMapLeft(isize),
}

impl Warning {
    /// Words for programs, which stay when the sentence changes: its own, and that of the reason within it.
    pub fn keys(&self) -> Vec<&'static str> {
        let own = std::iter::once(self.into());
        match self {
            Self::StartMayFail(why) => own.chain([why.into()]).collect(),
            Self::NotRightFor(_, why) => own.chain(why.keys()).collect(),
            Self::NotFitFor(_, why) => own.chain(why.keys()).collect(),
            Self::HostLooksForImports(_, what) => own.chain([what.key()]).collect(),
            _ => own.collect(),
        }
    }

    /// The words of all.
    pub fn all_keys() -> &'static [&'static str] {
        Self::VARIANTS
    }
}
