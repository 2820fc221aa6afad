//! Why a module is changed, or stays as it is. `report/words/reason.rs` has the sentences.

use strum::IntoStaticStr;
use strum::VariantNames;

use super::misfit::MemoryFault;
use super::misfit::Misfit;
use crate::inspect::Beyond;
use crate::inspect::Exposed;
use crate::inspect::First;
use crate::inspect::Function;
use crate::inspect::Loader;
use crate::inspect::Others;
use crate::inspect::ReachedImport;

/// Why a module is changed, or stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// There is nothing to do.
    Done(NothingToDo),
    /// What runs the constructors has to stay.
    Stays(Stays),
    /// Something is known of the start section that is there.
    Section(StartSection),
    /// Something is known of what the constructors do, which lets a start section run them, or does not.
    Start(MayStart),
    /// Something is known of who calls the init function.
    Call(InitCall),
    /// A host's rules ask for it. The first is the host's name.
    Host(&'static str, HostReason),
    /// The user asks for it.
    Asked(AskedFor),
}

impl Reason {
    /// Words for programs, which stay when the sentence changes: its own, and that of the reason within it.
    pub fn keys(&self) -> Vec<&'static str> {
        match self {
            Self::Done(it) => vec![it.into()],
            Self::Stays(it) => vec![it.into()],
            Self::Section(it) => match it {
                StartSection::SectionHasMemory(why) => vec![it.into(), why.into()],
                _ => vec![it.into()],
            },
            Self::Start(it) => vec![it.into()],
            Self::Call(it) => match it {
                InitCall::ByAnySince(why) | InitCall::AsBefore(why, _) => vec![it.into(), why.into()],
                _ => vec![it.into()],
            },
            Self::Host(_, it) => match it {
                HostReason::Misfit(why) => why.keys(),
                HostReason::MemoryWas(why) => vec![it.into(), why.into()],
                HostReason::StartNotRight(why) | HostReason::KeptFrom(why) => {
                    std::iter::once(it.into()).chain(why.keys()).collect()
                }
                _ => vec![it.into()],
            },
            Self::Asked(it) => vec![it.into()],
        }
    }

    /// The words of all reasons, but for those of a [`Misfit`].
    pub fn all_keys() -> impl Iterator<Item = &'static str> {
        let groups = [
            NothingToDo::VARIANTS,
            Stays::VARIANTS,
            StartSection::VARIANTS,
            MayStart::VARIANTS,
            InitCall::VARIANTS,
            HostReason::VARIANTS,
            AskedFor::VARIANTS,
        ];
        groups.into_iter().flatten().copied().filter(|key| *key != "misfit")
    }
}

/// Why there is nothing to do about initialisation.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum NothingToDo {
    /// Nothing is seen that runs constructors, though something may be hidden.
    NothingSeen,
    /// There are no constructors.
    NothingThere,
    /// There are no constructors, and destructors run.
    OnlyDestructors,
    /// The export of this name does nothing.
    DoesNothing(String),
    /// The exports run the constructors once, by code of their own.
    RunThemOnce,
    /// Every export makes sure that the constructors have run.
    Guarded,
    /// Every export makes sure that something has run once.
    GuardedSomething,
    /// The start section, which runs this function, only prepares memory.
    MemoryOnly(Box<Function>),
    /// The start section runs the constructors already.
    AlreadyStarted,
    /// The start section of a program runs something before it.
    StartedSomething,
    /// The init function has this name already.
    AlreadyExported(String),
    /// `--init=keep`.
    Kept,
}

/// Why what runs the constructors has to stay.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Stays {
    /// Nothing calls the constructors.
    Uncalled,
    /// What is seen is no proof.
    Unknown,
    /// `_start` runs a program.
    Program,
    /// The module's loader decides.
    HasLoader(&'static Loader),
    /// Hosts do not agree what to call.
    Faulty,
    /// The module may call `_start` itself.
    StartIsCalled,
    /// A program that exports nothing else.
    NoOtherExports,
    /// It is not seen that `_start` runs constructors first.
    ProgramUnseen,
    /// `_start` sets up libc before the constructors.
    ProgramSetsUp,
    /// Destructors cannot be told apart from the writing of output.
    Mixed,
    /// Something else could run what the export of this name runs.
    HasOthers(String, Box<Others>),
    /// The memory is shared.
    Shared,
    /// A fix has the first instance on a memory alone initialise it, and what else initialises the module would run in each.
    KeptMemory,
    /// An option would be refused, for this reason.
    Refused(String),
}

/// What is known of the start section that is there.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum StartSection {
    /// It stays.
    SectionStays,
    /// It stays: imports have what they need.
    SectionHasMemory(MayStart),
    /// It stays: the function that it runs prepares memory as well.
    SectionPreparesMemory(Box<Function>),
    /// It calls an import that fails there.
    SectionFails(Box<ReachedImport>, Lacks),
    /// The same, and no export could have a guard.
    SectionFailsUnguarded(Box<ReachedImport>, Lacks),
    /// It may call an import that fails there, but need not. Whether `--prove=run` was tried.
    SectionNeedNotFail(Box<ReachedImport>, bool),
    /// It calls, or may call, an import of unknown effect.
    SectionUnknown(Box<ReachedImport>),
    /// Only an indirect call could lead to an import that needs memory.
    SectionIndirect,
    /// It calls no import that needs memory.
    SectionHarmless,
}

/// What is known of what the constructors do: whether a start section may run them.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum MayStart {
    /// They call no import.
    CallNothing,
    /// They call only imports that need nothing of the module: module names and names.
    CallHarmless(Vec<(String, String)>),
    /// A run showed that they call none.
    RanAlone,
    /// There is no memory.
    NoMemory,
    /// No host can see the memory.
    PrivateMemory,
    /// The memory is imported.
    ImportedMemory,
    /// What they call was not looked at.
    NotLookedAt,
    /// A host has to call something before.
    CallFirst(First),
    /// They may read what a host may write before.
    MayReadExposed(Box<Exposed>),
    /// They call an import that may lack something.
    MayCall(Box<ReachedImport>, How, Lacks),
    /// Not all is known that they call.
    NotAllKnown(Box<Beyond>),
    /// The memory is exported (`--policy=memory`).
    ExportedMemory,
    /// WASI works only later (`--policy=memory`).
    WasiLater,
    /// The export of this name never ran them, and may have to be called before.
    NeverRan(String),
}

/// How it is known that the constructors call an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum How {
    /// They did when they were run.
    WhenRun,
    /// They do whenever they run.
    Always,
    /// Direct calls lead to it.
    Directly,
    /// Indirect calls may lead to it.
    Indirectly,
}

/// What an import may lack while the start section runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lacks {
    /// The module's exports.
    Exports,
    /// WASI.
    Wasi,
    /// Anything: nothing is known of the import.
    Unknown,
    /// The memory, which is exported.
    Memory,
    /// The memory, if it looks for it among the exports.
    MemoryExport,
    /// What it may call back.
    CallBack,
    /// It calls the module back: it can through a table, which the host gives, and not by exports.
    ExportsButTable,
}

/// What is known of who calls the init function.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum InitCall {
    /// The host, or the first export that is called; and why the start section does not run the constructors.
    ByAnySince(MayStart),
    /// The host, by this name, as before; and why the start section does not run the constructors.
    AsBefore(MayStart, String),
    /// The export of this name runs once.
    RunsOnce(String),
    /// The same, and the host calls it.
    HostRunsOnce(String),
    /// No export could make sure that it has run.
    NoGuards,
}

/// What a host's rules ask for.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum HostReason {
    /// It calls the export of this name.
    HostCalls(String),
    /// It calls no init function of this module.
    HostCallsNone,
    /// When the start section runs, it has all that the constructors need.
    HostHasAll,
    /// A program may find the export by the function's own name, and run the constructors again.
    MayFindOwnName(String),
    /// The start section is not right for it.
    StartNotRight(Misfit),
    /// No change serves it.
    NoChangeServes,
    /// It does too early what it should not do.
    KeptFrom(Misfit),
    /// The caller of this export is not known, and runs it once.
    CallerRunsOnce(String),
    /// The first export that is called makes sure that the initialiser has run.
    FirstCallRuns,
    /// The user's program calls the export of this name.
    ProgramCalls(String),
    /// Without the change, this would be wrong with the memory.
    MemoryWas(MemoryFault),
    /// It does not run the module as it should.
    Misfit(Misfit),
}

/// What the user asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum AskedFor {
    /// `--init`.
    AsInitAsks,
    /// Options for the memory.
    AsMemoryOptionsAsk,
    /// Options for a table.
    AsTableOptionsAsk,
    /// Both.
    AsMemoryAndTableOptionsAsk,
    /// `--rename-import` and `--rename-export`.
    AsRenamesAsk,
}
