//! What the user asked for.

mod builder;
mod named;
mod table;
pub(crate) mod values;

use strum::IntoStaticStr;
use strum::VariantNames;

use crate::bounds::Bounds;
use crate::hosts::Host;
use crate::inspect::Assumption;
use crate::inspect::Depth;
use crate::inspect::InspectOptions;
use crate::inspect::RenameExport;
use crate::inspect::RenameImport;
pub use table::TableChoice;
pub use table::TableExport;
pub use table::TableOptions;

/// Everything that [`fix`](crate::fix) can be told. The default is what the command does without options.
///
/// ```
/// use wasm_initfix::{InitChoice, MemoryChoice, Options};
///
/// let memory = MemoryChoice::Import { module: "env".to_owned(), name: "memory".to_owned() };
/// let options = Options::new().init(InitChoice::Lazy).memory(memory).gc(true);
/// assert_eq!(options.init, InitChoice::Lazy);
/// // The same, by the names that the command line has.
/// let named = [("init", Some("lazy")), ("import-memory", None), ("gc", None)];
/// assert_eq!(Options::named(named), Ok(options));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Who is to run the constructors.
    pub init: InitChoice,
    /// What decides between the start section and an init function under [`InitChoice::Auto`].
    pub policy: Policy,
    /// How far to go to prove that the start section may run the constructors.
    pub prove: Prove,
    /// What the user says of imports, by `MODULE.NAME`, instead of what is known of them or their types tell.
    pub assume: Vec<(String, Assumption)>,
    /// Whether the user says that what all exports call first are the constructors, where code and names leave that open.
    pub assume_wrapped: bool,
    /// Whether the module comes from the linker just now, so that nothing relies on what it did before.
    pub at_link: bool,
    /// The host that the module is for, if it is for one: [`InitChoice::Auto`] and [`MemoryChoice::Keep`] go by its rules.
    pub host: Option<&'static Host>,
    /// The name of the init function that is exported.
    pub init_name: String,
    /// Where 4 bytes of shared memory lie that nothing else uses, and that are 0 at first: they say for all threads whether the
    /// constructors have run.
    pub guard_address: Option<u64>,
    /// The export that is the initialiser, where only the user knows.
    pub init_export: Option<String>,
    /// Whether init exports whose work moved into the start section go, instead of staying as empty functions; and with
    /// [`InitChoice::Lazy`] those under other names than [`Options::init_name`].
    pub drop_init_export: bool,
    /// What becomes of destructors that exports no longer call.
    pub dtors: DtorsExport,
    /// What happens after each call of an export that ran destructors and wrote buffered output then.
    pub after_call: AfterCall,
    /// The name under which a program's `main` is exported without its constructors, which [`InitChoice::Start`] takes to the start
    /// section.
    pub export_main: Option<String>,
    /// The memory that the options below mean, where there are several: the name of an export or an import, or an index.
    pub which_memory: Option<String>,
    /// Who is to own the memory.
    pub memory: MemoryChoice,
    /// Whether to export the memory.
    pub memory_export: MemoryExport,
    /// How large the memory is at first, if that changes.
    pub memory_minimum: Option<MemorySize>,
    /// How large the memory may grow.
    pub memory_maximum: MemoryMaximum,
    /// What the start section fills with zeros of a memory that the host gives.
    pub zero_memory: ZeroMemory,
    /// When data is written into a memory that the host gives.
    pub segments: SegmentsChoice,
    /// Where 16 bytes of that memory lie that nothing else uses: with [`SegmentsChoice::Init`], they say that its data is there.
    pub mark_address: Option<u64>,
    /// How a table changes.
    pub table: TableOptions,
    /// Imports that get other names in the end. All else goes by the names that they have.
    pub rename_imports: Vec<RenameImport>,
    /// Exports that get other names in the end. All else goes by the names that they have.
    pub rename_exports: Vec<RenameExport>,
    /// Who is to carry out the plan.
    pub rewriter: RewriterChoice,
    /// Whether functions go that the fix leaves without a use. Others get new indices then.
    pub gc: bool,
    /// Which function bodies are validated.
    pub validate: Validate,
    /// Whether the caller moves what a source map says about code by [`Fixed::moved`](crate::Fixed::moved), so that nothing
    /// needs to be said about it.
    pub moves_source_map: bool,
    /// How much to take on.
    pub bounds: Bounds,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            init: InitChoice::default(),
            policy: Policy::default(),
            prove: Prove::default(),
            assume: Vec::new(),
            assume_wrapped: false,
            at_link: false,
            host: None,
            init_name: "_initialize".to_owned(),
            guard_address: None,
            init_export: None,
            drop_init_export: false,
            dtors: DtorsExport::default(),
            after_call: AfterCall::default(),
            export_main: None,
            which_memory: None,
            memory: MemoryChoice::default(),
            memory_export: MemoryExport::default(),
            memory_minimum: None,
            memory_maximum: MemoryMaximum::default(),
            zero_memory: ZeroMemory::default(),
            segments: SegmentsChoice::default(),
            mark_address: None,
            table: TableOptions::default(),
            rename_imports: Vec::new(),
            rename_exports: Vec::new(),
            rewriter: RewriterChoice::default(),
            gc: false,
            validate: Validate::default(),
            moves_source_map: false,
            bounds: Bounds::default(),
        }
    }
}

impl Options {
    /// Whether the memory is to have other limits.
    pub fn asks_for_limits(&self) -> bool {
        self.memory_minimum.is_some() || self.memory_maximum != MemoryMaximum::Keep
    }

    /// Whether anything is to change about a memory.
    pub fn asks_for_memory(&self) -> bool {
        let asks_for_owner = self.memory != MemoryChoice::Keep || self.memory_export != MemoryExport::Keep;
        let asks_for_data = self.zero_memory != ZeroMemory::Nothing || self.segments != SegmentsChoice::Keep;
        asks_for_owner || self.asks_for_limits() || asks_for_data
    }

    /// How closely to look at a module to do what was asked for.
    pub fn inspect_options(&self) -> InspectOptions<'_> {
        let (by_reach, for_host) = (self.policy == Policy::Reach, self.host.is_some());
        let matters = (by_reach || for_host) && self.init != InitChoice::Keep;
        // What decides for one host does not for another; and guards depend on whether all imports are known.
        let needed = if for_host || self.init == InitChoice::Lazy { Depth::Full } else { Depth::Decisive };
        InspectOptions {
            init_export: self.init_export.as_deref(),
            assume: &self.assume,
            assume_wrapped: self.assume_wrapped,
            depth: Some(if matters && self.prove >= Prove::Static { needed } else { Depth::Direct }),
            run: matters && self.prove == Prove::Run,
            for_hosts: for_host,
            for_limits: self.asks_for_limits(),
            of_program: self.init == InitChoice::Start,
            for_zeros: self.zero_memory != ZeroMemory::Nothing
                || self.segments != SegmentsChoice::Keep
                || self.guard_address.is_some(),
            for_persistence: self.segments != SegmentsChoice::Keep,
            shares_table: self.table.shares(),
            given_table: self.table.given(),
            rename_imports: &self.rename_imports,
            rename_exports: &self.rename_exports,
            bounds: self.bounds,
        }
    }
}

/// Who is to run the constructors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum InitChoice {
    /// The start section or the host, by [`Policy`]; where there is doubt, nothing changes.
    #[default]
    Auto,
    /// The start section. Of a program, `_start` runs `main` then.
    Start,
    /// The host, through an exported init function.
    Export,
    /// The host, or else the first exported function that is called. Of a program, `_start` is one of them.
    Lazy,
    /// As it is.
    Keep,
}

impl InitChoice {
    /// The word that the command line and reports have for it: `auto`, `start`, `export`, `lazy` or `keep`.
    pub fn keyword(self) -> &'static str {
        self.into()
    }
}

/// What [`InitChoice::Auto`] goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Policy {
    /// What the constructors may call.
    #[default]
    Reach,
    /// Whether the memory is imported or exported.
    Memory,
}

/// How far [`Policy::Reach`] goes to prove that the start section may run the constructors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub enum Prove {
    /// Direct calls are followed.
    Off,
    /// Indirect calls as well, within [`BUDGET`](crate::inspect::BUDGET).
    #[default]
    Static,
    /// Where that is not enough, the constructors are run.
    Run,
}

/// What becomes of destructors that exports no longer call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DtorsExport {
    /// They are exported, if they do anything, under this name.
    Name(String),
    /// They are not exported.
    No,
}

impl Default for DtorsExport {
    fn default() -> Self {
        Self::Name("__wasm_call_dtors".to_owned())
    }
}

/// What happens after each call of an export that ran destructors, and wrote buffered output, after each. Destructors go anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum AfterCall {
    /// Output is written, if it was. Where that cannot be told apart from destructors, the module stays as it is.
    #[default]
    Flush,
    /// Nothing: output is written when the destructors run, or when its buffer is full.
    Nothing,
}

/// Who is to own the memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum MemoryChoice {
    /// As it is.
    #[default]
    Keep,
    /// The host: the module imports it under this module name and name.
    Import {
        /// The import's module name.
        module: String,
        /// The import's name.
        name: String,
    },
    /// The module.
    Define,
}

/// Whether to export the memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum MemoryExport {
    /// As it is; a memory that becomes the module's own is exported as `memory`.
    #[default]
    Keep,
    /// Under this name (and those that it has).
    Name(String),
    /// Not at all.
    No,
}

/// How large a memory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemorySize {
    /// In bytes; these have to be whole pages.
    Bytes(u64),
    /// In pages.
    Pages(u64),
}

/// How large the memory may grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MemoryMaximum {
    /// As it is.
    #[default]
    Keep,
    /// To this size.
    Size(MemorySize),
    /// As far as hosts let it.
    None,
}

/// What the start section fills with zeros of a memory that the host gives, up to its declared minimum, beside what data segments write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ZeroMemory {
    /// Nothing.
    #[default]
    Nothing,
    /// From the first byte that a data segment writes.
    FromData,
    /// From this address.
    From(u64),
}

/// When data is written into a memory that the host gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum SegmentsChoice {
    /// As it is: active data segments at each instantiation.
    #[default]
    Keep,
    /// By the first instance alone, before anything else in its start section; what initialises the module goes along.
    Init,
}

/// Who is to carry out the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum RewriterChoice {
    /// [`Rewriter::Splice`](crate::Rewriter::Splice) where that can do it.
    #[default]
    Auto,
    /// [`Rewriter::Splice`](crate::Rewriter::Splice); what it cannot do is refused.
    Splice,
    /// [`Rewriter::Walrus`](crate::Rewriter::Walrus).
    Walrus,
}

/// Which function bodies are validated. Everything else in a module always is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Validate {
    /// Those that are new or change. An input that is not valid may give a result that is not valid either, for the same
    /// reason.
    #[default]
    Changed,
    /// All.
    Full,
}
