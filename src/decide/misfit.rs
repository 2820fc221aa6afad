//! What a host makes of a module: why it need not do anything, or what keeps it from running the module as it should.
//! `report/words/misfit.rs` has the sentences.

use strum::IntoStaticStr;
use strum::VariantNames;

use crate::inspect::Evidence;
use crate::inspect::First;
use crate::inspect::Function;

/// Why nothing has to be called before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Ready {
    /// There is nothing to initialise.
    NothingToCall,
    /// Nothing is seen that has to be called.
    NothingSeenToCall,
    /// The start section initialises it.
    ByStart,
    /// The same, unless it calls an import that works only later.
    ByStartUnlessEarly,
    /// The start section prepares memory, and nothing else is there.
    MemoryPrepared,
    /// The first call of an export initialises it.
    ByFirstCall,
    /// A loader of this name initialises it.
    ByLoader(&'static str),
}

impl Ready {
    /// The word for programs, which stays when the sentence changes.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// The words of all.
    pub fn all_keys() -> &'static [&'static str] {
        Self::VARIANTS
    }
}

/// What keeps a host from running a module as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misfit {
    /// It is not for such modules.
    Kind(Unwelcome),
    /// Constructors run again.
    Reruns(Reruns),
    /// It does not call what has to be called.
    Call(CallFault),
    /// An import does not work yet when the constructors run.
    Early(EarlyImport),
    /// It gives or takes another memory.
    Memory(MemoryFault),
    /// Two things.
    Both(Box<Misfit>, Box<Misfit>),
    /// Something, and what would mend it is refused, for this reason.
    Unmet(Box<Misfit>, String),
}

impl Misfit {
    /// Words for programs, which stay when the sentence changes.
    pub fn keys(&self) -> Vec<&'static str> {
        match self {
            Self::Kind(it) => vec![it.into()],
            Self::Reruns(it) => vec![it.into()],
            Self::Call(it) => vec![it.into()],
            Self::Early(it) => vec![it.into()],
            Self::Memory(it) => vec![it.into()],
            Self::Both(first, second) => [first.keys(), second.keys()].concat(),
            Self::Unmet(why, _) => [why.keys(), vec!["unmet"]].concat(),
        }
    }

    /// The words of all.
    pub fn all_keys() -> impl Iterator<Item = &'static str> {
        let groups = [
            Unwelcome::VARIANTS,
            Reruns::VARIANTS,
            CallFault::VARIANTS,
            EarlyImport::VARIANTS,
            MemoryFault::VARIANTS,
            &["unmet"],
        ];
        groups.into_iter().flatten().copied()
    }
}

/// Modules that a host is not for.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Unwelcome {
    /// Those that want a loader of this name.
    WantsLoader(&'static str),
    /// Those without `_start`.
    NoProgram,
    /// Programs.
    NoLibrary,
    /// Those that export this name.
    ExportRefused(String),
    /// Those that export both `_start` and `_initialize`.
    BothRefused,
    /// Those with this fault.
    FaultRefused(Box<Evidence>),
    /// Any with this fault, which hosts take in different ways.
    FaultEverywhere(Box<Evidence>),
}

/// Ways to run constructors again.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Reruns {
    /// On every call.
    EveryCall,
    /// On every call, and destructors cannot be told apart from the writing of output.
    EveryCallMixed,
    /// In the start section, and on every call.
    StartAndEveryCall,
    /// On every call of exports like this one.
    EveryCallOf(String),
    /// The host finds functions by their own names, past what makes sure that constructors run once.
    PastGuards,
    /// The host calls this export, and exports have a function of the module run them again.
    CallsBesideOnce(String, Box<Function>),
    /// The host calls this export, and the start section has run them.
    CallsBesideStart(String),
    /// The host calls this export, and `_start` runs them again.
    CallsBesideProgram(String),
}

/// Calls that a host does not make as it should.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum CallFault {
    /// It calls the export of this name, and not what has to be called before.
    MissesFirst(String, First),
    /// It does not call what has to be called before anything else.
    Misses(First),
    /// It does not call this export, and its author may want that.
    MayWant(String),
    /// It does not call this export.
    NotCalled(String),
    /// It calls no init function.
    NoneCalled,
    /// It calls the first of these exports, and not the other, which initialises what was merged into the module.
    MergedMissed(String, String),
    /// It calls neither of these exports.
    MergedBothMissed(String, String),
    /// It calls `__wasm_call_ctors`, which need not run the same constructors as this export.
    CtorsInstead(String),
    /// It finds another function by this name first.
    OwnNameFirst(String),
    /// It finds `_start` by its own name, past the wrapper that runs the constructors.
    PastWrapper,
}

/// Imports that do not work yet when the constructors run.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum EarlyImport {
    /// None, but the start section does not run if it names function 0.
    SkipsZero,
    /// It is not known what is called.
    CallsUnknown,
    /// Not all is known that is called.
    CallsNotAllKnown,
    /// This one does not work in the start section.
    NotInStart {
        /// Its module name.
        module: String,
        /// Its name.
        name: String,
        /// Whether it is called whenever the initialiser runs.
        always: bool,
    },
    /// This one, by module name and name, is itself the start function.
    IsStart(String, String),
    /// The host calls the export of this name before the import of this module name and name works.
    CalledBefore(String, String, String),
    /// The host calls the export of this name early, and what is called is not known.
    CalledEarlyUnknown(String),
    /// The host calls the export of this name early, and what is called is not all known.
    CalledEarlyNotAllKnown(String),
}

/// What is wrong with the memory. Sizes are in pages of 64 KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum MemoryFault {
    /// The host wants it imported.
    ImportWanted,
    /// The host gives `env.memory` only.
    OnlyEnv,
    /// The host gives none.
    NoneGiven,
    /// The host takes none that is imported and exported.
    NotBoth,
    /// The host refuses a module without one.
    NoneThere,
    /// The host refuses a module that does not export it.
    ExportWanted,
    /// The host's WASI wants it exported.
    WasiWantsExport,
    /// The data needs so many pages, and the maximum is that.
    MaximumTooSmall(u64, u64),
    /// The data lies beyond it.
    DataBeyond,
    /// The host gives a 32-bit memory that is not shared.
    OtherKind,
    /// The host gives so many pages, and the module wants that many.
    GivesLess(u64, u64),
    /// The host gives so many pages, and the module takes that many at most.
    GivesMore(u64, u64),
}
