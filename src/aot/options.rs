//! What a check or a run can be told.

use crate::bounds::Bounds;
use crate::hosts::Host;
use crate::hosts::JS;
pub use crate::inspect::Assumption;
pub use crate::options::AfterCall;

/// Everything that can be told. The default is what the commands do without options.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunOptions {
    /// The host, whose rules say which memory an import can reach, and when.
    pub host: &'static Host,
    /// Results of imported functions and values of imported globals, by `MODULE.NAME`: a number in decimal, or in hex
    /// after `0x`.
    pub imports: Vec<(String, String)>,
    /// What imported functions do with the module, by `MODULE.NAME`, instead of what their names and types tell.
    pub assume: Vec<(String, Assumption)>,
    /// Whether the user says that what all exports call first are the constructors, where code and names leave that open.
    pub assume_wrapped: bool,
    /// The export that is the initialiser, where only the user knows.
    pub init_export: Option<String>,
    /// The calls to make, in order, in one instance. Without any, a check calls every exported function whose parameters
    /// are numbers with zeros, each in an instance of its own.
    pub invoke: Vec<Invocation>,
    /// What a fixed module should do after each call, where exports ran destructors and wrote output.
    pub after_call: AfterCall,
    /// Whether a memory may have other limits in the second module.
    pub other_limits: bool,
    /// When to give up.
    pub limits: Limits,
    /// How much to take on.
    pub bounds: Bounds,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            host: JS,
            imports: Vec::new(),
            assume: Vec::new(),
            assume_wrapped: false,
            init_export: None,
            invoke: Vec::new(),
            after_call: AfterCall::default(),
            other_limits: false,
            limits: Limits::default(),
            bounds: Bounds::default(),
        }
    }
}

/// Methods that set an option and give the options back.
macro_rules! setters {
    ($($(#[$doc:meta])* $option:ident: $type:ty;)*) => {
        $($(#[$doc])* #[must_use]
        pub fn $option(mut self, $option: $type) -> Self {
            self.$option = $option;
            self
        })*
    };
}

impl RunOptions {
    /// What the commands do without options.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets [`RunOptions::host`](#structfield.host): one that [`hosts::find`](crate::hosts::find) knows.
        host: &'static Host;
        /// Sets [`RunOptions::assume_wrapped`](#structfield.assume_wrapped).
        assume_wrapped: bool;
        /// Sets [`RunOptions::after_call`](#structfield.after_call).
        after_call: AfterCall;
        /// Sets [`RunOptions::other_limits`](#structfield.other_limits).
        other_limits: bool;
        /// Sets [`RunOptions::limits`](#structfield.limits).
        limits: Limits;
        /// Sets [`RunOptions::bounds`](#structfield.bounds).
        bounds: Bounds;
    }

    /// Adds to [`RunOptions::imports`](#structfield.imports) what an import gives, by `MODULE.NAME`.
    #[must_use]
    pub fn import(mut self, import: impl Into<String>, gives: impl Into<String>) -> Self {
        self.imports.push((import.into(), gives.into()));
        self
    }

    /// Adds to [`RunOptions::assume`](#structfield.assume) what an import does, by `MODULE.NAME`.
    #[must_use]
    pub fn assume(mut self, import: impl Into<String>, does: Assumption) -> Self {
        self.assume.push((import.into(), does));
        self
    }

    /// Sets [`RunOptions::init_export`](#structfield.init_export).
    #[must_use]
    pub fn init_export(mut self, name: impl Into<String>) -> Self {
        self.init_export = Some(name.into());
        self
    }

    /// Adds a call to [`RunOptions::invoke`](#structfield.invoke).
    #[must_use]
    pub fn invoke(mut self, call: Invocation) -> Self {
        self.invoke.push(call);
        self
    }
}

impl Limits {
    /// Those of the commands.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets [`Limits::time`](#structfield.time).
        time: u64;
        /// Sets [`Limits::deadline`](#structfield.deadline).
        deadline: u64;
        /// Sets [`Limits::memory`](#structfield.memory).
        memory: u64;
        /// Sets [`Limits::calls`](#structfield.calls).
        calls: usize;
        /// Sets [`Limits::output`](#structfield.output).
        output: usize;
    }
}

impl Invocation {
    /// A call of an export with numbers in decimal, or in hex after `0x`.
    pub fn new(name: impl Into<String>, arguments: impl IntoIterator<Item: Into<String>>) -> Self {
        Self { name: name.into(), arguments: arguments.into_iter().map(Into::into).collect() }
    }
}

/// A call of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invocation {
    /// The export's name.
    pub name: String,
    /// Numbers in decimal, or in hex after `0x`, of the types that the function wants.
    pub arguments: Vec<String>,
}

/// When to give up on a run. Each has a meaning of its own in [`Limit`](super::Limit).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The time that one phase may take, in milliseconds.
    pub time: u64,
    /// The time that all may take together, in milliseconds: reading, compiling, every phase, and comparing.
    pub deadline: u64,
    /// The memory and tables of one instance together, in bytes.
    pub memory: u64,
    /// How many imports one instance may call.
    pub calls: usize,
    /// What one instance may write to standard output and error, in bytes.
    pub output: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: 10_000, deadline: 60_000, memory: 1 << 30, calls: 100_000, output: 1 << 20 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::Bound;
    use crate::hosts;

    /// Each option, to something else than the default.
    #[test]
    fn each_option_has_a_method() {
        let options = RunOptions::new()
            .host(hosts::find("wasmtime").expect("a host"))
            .import("env.now", "42")
            .assume("env.now", Assumption::Pure)
            .assume_wrapped(true)
            .init_export("begin")
            .invoke(Invocation::new("add", ["1", "2"]))
            .after_call(AfterCall::Nothing)
            .other_limits(true)
            .limits(Limits { calls: 1, ..Limits::default() })
            .bounds(Bounds::default().with(Bound::RunSteps, 1));
        let RunOptions { host, imports, assume, assume_wrapped, init_export, invoke, .. } = &options;
        let RunOptions { after_call, other_limits, limits, bounds, .. } = &options;
        let default = RunOptions::default();
        assert!(*host != default.host && *imports != default.imports && *assume != default.assume);
        assert!(*assume_wrapped && *init_export != default.init_export && *invoke != default.invoke);
        assert!(*after_call != default.after_call && *other_limits && *limits != default.limits);
        assert_ne!(*bounds, default.bounds);
    }
}
