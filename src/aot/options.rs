//! What a check or a run can be told.

pub use crate::inspect::Assumption;

/// Everything that can be told. The default is what the commands do without options.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunOptions {
    /// What the host sees during the start section.
    pub host: HostView,
    /// Results of imported functions and values of imported globals, by `MODULE.NAME`: a number in decimal, or in hex
    /// after `0x`.
    pub imports: Vec<(String, String)>,
    /// What imported functions do with the module, by `MODULE.NAME`, instead of what their names and types tell.
    pub assume: Vec<(String, Assumption)>,
    /// The export that is the initialiser, where only the user knows.
    pub init_export: Option<String>,
    /// The calls to make, in order, in one instance. Without any, a check calls every exported function whose parameters
    /// are numbers with zeros, each in an instance of its own.
    pub invoke: Vec<Invocation>,
    /// When to give up.
    pub limits: Limits,
}

/// What a host sees during the start section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HostView {
    /// Exports do not exist before instantiation ends, as in the JS API (WebAssembly/design#1160): a memory can be
    /// reached only if the host gave it. WASI does not look for it before that.
    #[default]
    Js,
    /// Exports are there while start runs, as in wasmtime, whose WASI looks for memory among them and nowhere else.
    Wasmtime,
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
    /// The memory and tables of one instance together, in bytes.
    pub memory: u64,
    /// How many imports one instance may call.
    pub calls: usize,
    /// What one instance may write to standard output and error, in bytes.
    pub output: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: 10_000, memory: 1 << 30, calls: 100_000, output: 1 << 20 }
    }
}
