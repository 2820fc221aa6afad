//! What the user should know, beside the reason. `report/words/note.rs` has the sentences.

use strum::IntoStaticStr;
use strum::VariantNames;
use wasmparser::ValType;

use super::missing::Missing;
use super::reason::Reason;
use crate::inspect::Exposed;
use crate::inspect::Function;
use crate::prove::Unproven;

/// What the user should know, beside the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// What the user can do.
    Advice(Advice),
    /// What else is different now.
    Changed(Changed),
    /// What else is different of a memory now.
    Memory(MemoryChanged),
    /// What else is different of a table now.
    Table(TableChanged),
    /// Who looks for names that are no longer there.
    Names(NamesChanged),
    /// An option that has no effect on this module.
    NoEffect(NoEffect),
    /// The host of this name does not give what the module imports.
    HostLacks(&'static str, Missing),
    /// The host of the first name gives JavaScript the values that these globals have at first.
    HostCopies(&'static str, Vec<String>),
    /// Why initialisation stays as it is, where the memory changes.
    Initialisation(Box<Reason>),
}

impl Note {
    /// Words for programs, which stay when the sentence changes: its own, and that of the reason within it.
    pub fn keys(&self) -> Vec<&'static str> {
        match self {
            Self::Advice(it) => vec![it.into()],
            Self::Changed(it) => vec![it.into()],
            Self::Memory(it) => vec![it.into()],
            Self::Table(it) => vec![it.into()],
            Self::Names(it) => vec![it.into()],
            Self::NoEffect(it) => vec![it.into()],
            Self::HostLacks(_, what) => vec!["host-lacks", what.key()],
            Self::HostCopies(..) => vec!["host-copies"],
            Self::Initialisation(why) => std::iter::once("initialisation").chain(why.keys()).collect(),
        }
    }

    /// The words of all.
    pub fn all_keys() -> impl Iterator<Item = &'static str> {
        let groups = [
            Advice::VARIANTS,
            Changed::VARIANTS,
            MemoryChanged::VARIANTS,
            TableChanged::VARIANTS,
            NamesChanged::VARIANTS,
            NoEffect::VARIANTS,
            &["host-lacks", "host-copies", "initialisation"],
        ];
        groups.into_iter().flatten().copied()
    }
}

/// What the user can do.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Advice {
    /// Have constructors run that nothing calls.
    RunUncalled,
    /// Say of this function, which exports call first, that it runs the constructors.
    AssumeWrapped(Function),
    /// Name the initialiser.
    NameInitialiser,
    /// Have destructors told apart from the writing of output.
    TellApart,
    /// Have a program's constructors run once.
    GuardProgram,
    /// Have constructors shown that an optimiser may have hidden.
    ShowHidden,
    /// The same, of what rustc compiled.
    ShowHiddenRust,
    /// Link so that calls do not end with destructors.
    LinkAsReactor,
    /// The same, of what rustc compiled.
    LinkAsReactorRust,
    /// Run the constructors to see what they call.
    ProveByRunning,
    /// Have the first call run the constructors.
    ForceLazy,
    /// Say of these imports that they need nothing but what the start section has.
    AssumeForStart(Assumable),
    /// Say of these imports that they need memory.
    AssumeFails(Assumable),
    /// Say that no host writes to this before the constructors run.
    StartIfUnwritten(Exposed),
    /// Have the host give the table, which this import calls back through.
    GiveTable(ThroughTable),
}

/// An import that may call back through a table of the module's own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ThroughTable {
    /// The import's module name.
    pub module: String,
    /// The import's name.
    pub name: String,
    /// The table's number, if there are several.
    pub table: Option<u32>,
    /// Whether the memory is out of its reach then.
    pub memory: bool,
}

/// What else is different now.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Changed {
    /// Hosts that know `_initialize` call it now, and this import need not work yet.
    InitializeEarly(String),
    /// The init function has the first name, since hosts may call `_initialize` before the other, an import, works.
    NamedForEarly(String, String),
    /// These wrappers can be called through a table or a reference, and no longer initialise then.
    CalledOtherwise(Vec<Function>),
    /// The first call runs the constructors of a program.
    FirstCallRunsProgram,
    /// The first call runs the constructors, which may read this.
    FirstCallReads(Exposed),
    /// These exports go.
    NoLongerExported(Vec<String>),
    /// Constructors run once for all threads, by the word at this address.
    ThreadsWait(u64),
    /// Each thread's instance has a guard of its own.
    OneThreadCalls,
    /// Destructors run and output is written when the program ends.
    DestructorsAtEnd,
    /// Destructors run when the program ends, and output is still written after each call.
    DestructorsAtEndOutputKept,
    /// Destructors no longer run after each call.
    DestructorsDropped,
    /// The same, and output is still written.
    DestructorsDroppedOutputKept,
    /// Neither do destructors run nor is output written after each call.
    OutputDropped,
    /// What `main` leaves in buffers may stay there when its export returns.
    MainMayKeepOutput,
}

/// What else is different of a memory now.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum MemoryChanged {
    /// Data segments are written into the host's memory.
    DataIntoImported,
    /// The host's memory is taken to be zero: no segment is written into it, or the start section does it.
    ImportedTakenForZero,
    /// The first instance on the host's shared memory fills it, and marks that there.
    FirstInstanceFillsImported,
    /// The start section fills the host's memory with zeros from an address up to so many pages.
    ZeroedAtStart(u64, u64),
    /// The first instance writes the data, and leaves a mark at this address.
    WrittenOnce(u64),
    /// The same, and it fills the rest with zeros.
    WrittenOnceAndZeroed(u64),
    /// The module needs instructions for bulk memory, and did not before.
    BulkMemoryNeeded,
    /// This function grows the memory, which may have no more than so many pages now.
    GrowsNoFurther(Function, u64),
    /// Each instance has a shared memory of its own.
    SharedNoLonger,
    /// What gave the memory of this module name and name has another one now.
    MemoryElsewhere(String, String),
    /// The same, and cannot reach the module's own.
    MemoryOutOfReach(String, String),
}

/// What else is different of a table now.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum TableChanged {
    /// Segments write elements into the host's table, which has to have these limits.
    ElementsIntoImported {
        /// How many elements it has at least.
        minimum: u64,
        /// The most that its own maximum may be.
        maximum: Option<u64>,
    },
    /// No segment writes to the host's table, which has to have these limits.
    ImportedTakenForNull {
        /// How many elements it has at least.
        minimum: u64,
        /// The most that its own maximum may be.
        maximum: Option<u64>,
    },
    /// What gave the table of this module name and name has another one now.
    TableElsewhere(String, String),
    /// The same, and cannot reach the module's own.
    TableOutOfReach(String, String),
}

/// Who looks for names that are no longer there.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum NamesChanged {
    /// The export of the first name, by which hosts find it, has the second now.
    KnownExportRenamed(String, String),
    /// Functions of WASI are imported under other names than this module's, by which hosts give them.
    WasiRenamed(String),
}

/// An option that has no effect on this module.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum NoEffect {
    /// `--assume`: no import is meant by this pattern.
    AssumesNothing(String),
    /// `--drop-init-export`: no other export runs the constructors and nothing else.
    DropsNoExport,
    /// `--drop-init-export`: initialisation stays as it is.
    DropsNothingStays,
    /// `--drop-init-export`: the host still has to call the init function.
    DropsNoneCalled,
    /// `--export-dtors` or `--no-export-dtors`: no export stops running destructors.
    DestructorsStay,
    /// `--after-call=nothing`: no export stops writing buffered output.
    NothingAfterCall,
    /// `--guard-address`: no guard is made that all threads share.
    GuardsNothing,
    /// `--init-name`: no init function is made.
    NamesNothing,
    /// `--zero-memory`: the memory is the module's own.
    ZeroesOwn,
    /// `--zero-memory`: all that the memory has at least is written before anything else happens.
    ZeroesNothing,
    /// `--segments=init`: the memory is the module's own.
    OnceOfOwn,
    /// `--segments=init`: a fix has done it already.
    OnceAlready,
    /// `--segments=init`: the linker has done it already.
    OnceByLinker,
    /// `--segments=init`: there is nothing to write, and nothing to run.
    OnceNothing,
    /// `--prove=run` with `--policy=memory`.
    ProvesNothing,
    /// `--prove=run`: the run does not tell, for this reason.
    RunDoesNotTell(Unproven),
}

/// Imports that nothing is known of, and what the user could say of them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assumable {
    /// Their module names and names, each once.
    pub names: Vec<(String, String)>,
    /// Whether they may need the memory.
    pub memory: bool,
    /// What the only one takes that may be an address.
    pub address: Option<ValType>,
}
