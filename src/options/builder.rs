//! Options, set one after the other. Each method says what the command line calls its option, as reports do.

use super::AfterCall;
use super::DtorsExport;
use super::InitChoice;
use super::MemoryChoice;
use super::MemoryExport;
use super::MemoryMaximum;
use super::MemorySize;
use super::Options;
use super::Policy;
use super::Prove;
use super::RewriterChoice;
use super::SegmentsChoice;
use super::TableChoice;
use super::TableExport;
use super::TableOptions;
use super::Validate;
use super::ZeroMemory;
use crate::bounds::Bounds;
use crate::hosts::Host;
use crate::inspect::Assumption;
use crate::inspect::RenameExport;
use crate::inspect::RenameImport;

/// Methods that set an option and give the options back: of its type, or of what becomes that.
macro_rules! setters {
    ($($(#[$doc:meta])* $option:ident: $type:ty;)*) => {
        $($(#[$doc])* #[must_use]
        pub fn $option(mut self, $option: impl Into<$type>) -> Self {
            self.$option = $option.into();
            self
        })*
    };
}

impl Options {
    /// What [`fix`](crate::fix) does without options.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets [`Options::init`](#structfield.init), which is `--init`.
        init: InitChoice;
        /// Sets [`Options::policy`](#structfield.policy), which is `--policy`.
        policy: Policy;
        /// Sets [`Options::prove`](#structfield.prove), which is `--prove`.
        prove: Prove;
        /// Sets [`Options::assume_wrapped`](#structfield.assume_wrapped), which is `--assume-wrapped`.
        assume_wrapped: bool;
        /// Sets [`Options::at_link`](#structfield.at_link).
        at_link: bool;
        /// Sets [`Options::host`](#structfield.host), which is `--host`: one that [`hosts::find`](crate::hosts::find) knows.
        host: Option<&'static Host>;
        /// Sets [`Options::init_name`](#structfield.init_name), which is `--init-name`.
        init_name: String;
        /// Sets [`Options::guard_address`](#structfield.guard_address), which is `--guard-address`.
        guard_address: Option<u64>;
        /// Sets [`Options::drop_init_export`](#structfield.drop_init_export), which is `--drop-init-export`.
        drop_init_export: bool;
        /// Sets [`Options::dtors`](#structfield.dtors), which is `--export-dtors` and `--no-export-dtors`.
        dtors: DtorsExport;
        /// Sets [`Options::after_call`](#structfield.after_call), which is `--after-call`.
        after_call: AfterCall;
        /// Sets [`Options::memory`](#structfield.memory), which is `--import-memory` and `--define-memory`.
        memory: MemoryChoice;
        /// Sets [`Options::memory_export`](#structfield.memory_export), which is `--export-memory` and `--no-export-memory`.
        memory_export: MemoryExport;
        /// Sets [`Options::memory_minimum`](#structfield.memory_minimum), which is `--initial-memory`.
        memory_minimum: Option<MemorySize>;
        /// Sets [`Options::memory_maximum`](#structfield.memory_maximum), which is `--max-memory` and `--no-max-memory`.
        memory_maximum: MemoryMaximum;
        /// Sets [`Options::zero_memory`](#structfield.zero_memory), which is `--zero-memory`.
        zero_memory: ZeroMemory;
        /// Sets [`Options::segments`](#structfield.segments), which is `--segments`.
        segments: SegmentsChoice;
        /// Sets [`Options::mark_address`](#structfield.mark_address), which is `--mark-address`.
        mark_address: Option<u64>;
        /// Sets [`Options::table`](#structfield.table).
        table: TableOptions;
        /// Sets [`Options::rewriter`](#structfield.rewriter), which is `--rewriter`.
        rewriter: RewriterChoice;
        /// Sets [`Options::gc`](#structfield.gc), which is `--gc`.
        gc: bool;
        /// Sets [`Options::validate`](#structfield.validate), which is `--validate`.
        validate: Validate;
        /// Sets [`Options::moves_source_map`](#structfield.moves_source_map).
        moves_source_map: bool;
        /// Sets [`Options::bounds`](#structfield.bounds), which is `--limit`.
        bounds: Bounds;
    }

    /// Adds to [`Options::assume`](#structfield.assume) what an import does, by `MODULE.NAME`: `--assume`.
    #[must_use]
    pub fn assume(mut self, import: impl Into<String>, does: Assumption) -> Self {
        self.assume.push((import.into(), does));
        self
    }

    /// Sets [`Options::init_export`](#structfield.init_export), which is `--init-export`.
    #[must_use]
    pub fn init_export(mut self, name: impl Into<String>) -> Self {
        self.init_export = Some(name.into());
        self
    }

    /// Sets [`Options::export_main`](#structfield.export_main), which is `--export-main`.
    #[must_use]
    pub fn export_main(mut self, name: impl Into<String>) -> Self {
        self.export_main = Some(name.into());
        self
    }

    /// Sets [`Options::which_memory`](#structfield.which_memory), which is `--memory`.
    #[must_use]
    pub fn which_memory(mut self, name: impl Into<String>) -> Self {
        self.which_memory = Some(name.into());
        self
    }

    /// Adds `OLD=NEW` to [`Options::rename_imports`](#structfield.rename_imports): `--rename-import`.
    #[must_use]
    pub fn rename_import(mut self, rename: impl Into<String>) -> Self {
        self.rename_imports.push(RenameImport::Written(rename.into()));
        self
    }

    /// Adds `OLD=NEW` to [`Options::rename_exports`](#structfield.rename_exports): `--rename-export`.
    #[must_use]
    pub fn rename_export(mut self, rename: impl Into<String>) -> Self {
        self.rename_exports.push(RenameExport::Written(rename.into()));
        self
    }
}

impl TableOptions {
    /// A table as it is.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`TableOptions::which`](#structfield.which), which is `--table`.
    #[must_use]
    pub fn which(mut self, name: impl Into<String>) -> Self {
        self.which = Some(name.into());
        self
    }

    setters! {
        /// Sets [`TableOptions::owner`](#structfield.owner), which is `--import-table` and `--define-table`.
        owner: TableChoice;
        /// Sets [`TableOptions::export`](#structfield.export), which is `--export-table` and `--no-export-table`.
        export: TableExport;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::Bound;
    use crate::hosts::JS;

    /// Each option, by its own method and to something else than the default: the compiler asks for one that is left out.
    #[test]
    fn each_option_has_a_method() {
        let table = TableOptions::new().which("t").owner(TableChoice::Define).export(TableExport::No);
        let options = of_initialisers(Options::new())
            .which_memory("heap")
            .memory(MemoryChoice::Define)
            .memory_export(MemoryExport::No)
            .memory_minimum(MemorySize::Pages(1))
            .memory_maximum(MemoryMaximum::None)
            .zero_memory(ZeroMemory::FromData)
            .segments(SegmentsChoice::Init)
            .mark_address(16)
            .table(table)
            .rename_import("env=./host.mjs")
            .rename_export("old=new")
            .rewriter(RewriterChoice::Walrus)
            .gc(true)
            .validate(Validate::Full)
            .moves_source_map(true)
            .bounds(Bounds::default().with(Bound::RunSteps, 1));
        let TableOptions { which, owner, export } = &options.table;
        assert_eq!((which.as_deref(), owner, export), (Some("t"), &TableChoice::Define, &TableExport::No));
        let same = same_as_default(&options, &Options::new());
        assert_eq!(same, [""; 0]);
    }

    /// Reports name options as the command line does: the methods say which they mean.
    #[test]
    fn each_name_of_an_option_is_with_its_method() {
        let methods = include_str!("builder.rs").split("#[cfg(test)]").next().unwrap_or_default();
        let missing: Vec<&str> = Options::names().filter(|name| !methods.contains(&format!("`--{name}`"))).collect();
        assert_eq!(missing, [""; 0]);
    }

    fn of_initialisers(options: Options) -> Options {
        options
            .init(InitChoice::Lazy)
            .policy(Policy::Memory)
            .prove(Prove::Run)
            .assume("env.log", Assumption::Pure)
            .assume_wrapped(true)
            .at_link(true)
            .host(JS)
            .init_name("setup")
            .guard_address(4)
            .init_export("begin")
            .drop_init_export(true)
            .dtors(DtorsExport::No)
            .after_call(AfterCall::Nothing)
            .export_main("main")
    }

    fn same_as_default(options: &Options, default: &Options) -> Vec<&'static str> {
        macro_rules! same {
            ($($option:ident),*) => {{
                let Options { $($option),* } = options;
                let mut same = Vec::new();
                $(if *$option == default.$option {
                    same.push(stringify!($option));
                })*
                same
            }};
        }
        same!(
            init,
            policy,
            prove,
            assume,
            assume_wrapped,
            at_link,
            host,
            init_name,
            guard_address,
            init_export,
            drop_init_export,
            dtors,
            after_call,
            export_main,
            which_memory,
            memory,
            memory_export,
            memory_minimum,
            memory_maximum,
            zero_memory,
            segments,
            mark_address,
            table,
            rename_imports,
            rename_exports,
            rewriter,
            gc,
            validate,
            moves_source_map,
            bounds
        )
    }
}
