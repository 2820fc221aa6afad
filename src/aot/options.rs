//! What a check or a run can be told.

use crate::bounds::Bounds;
use crate::hosts::Host;
use crate::hosts::JS;
pub use crate::inspect::Assumption;
pub use crate::options::AfterCall;

/// Everything that can be told. The default is what the commands do without options.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// A call of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// The export's name.
    pub name: String,
    /// Numbers in decimal, or in hex after `0x`, of the types that the function wants.
    pub arguments: Vec<String>,
}

/// When to give up on a run. Each has a meaning of its own in [`Limit`](super::Limit).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
