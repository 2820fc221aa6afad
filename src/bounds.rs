//! How much the tool takes on: bounds on what grows faster than the module that asks for it, or than its file.
//!
//! What the tool does itself follows the size of the file. These are for runs and pipes, which need not end, and for code of others, which
//! is bounded before it is called.

/// Something that is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bound {
    /// The bytes of a file that is read as a module. A pipe need not end.
    InputBytes,
    /// The instructions that `--prove=run` runs, about. It is a bound on work and not on time, so that a module gives the same
    /// answer on any machine.
    RunSteps,
    /// The memory that `--prove=run` gives memories and tables, all together, in bytes.
    RunMemory,
    /// The values that instructions of a module take and give, beyond a few for each byte of code: wasmparser compares the types of
    /// all. In constant expressions, the fields of structs.
    ValidateValues,
    /// The local variables of all functions: walrus makes an object of about 90 bytes for each.
    WalrusLocals,
    /// Functions times types: walrus looks for the type of each function's own block among all types.
    WalrusComparisons,
    /// The custom sections: walrus makes an object for each.
    WalrusSections,
    /// What is made of debug information to find places in source files, in bytes, about.
    DebugBytes,
    /// The calls that `--graph` draws.
    GraphCalls,
    /// The values that Cranelift may make for a function that is compiled to run, about, and for what initialises globals, tables and
    /// memories.
    CompileValues,
    /// The loops of a function that is compiled to run: Cranelift looks at each with all others.
    CompileLoops,
}

/// One row for each, with the name that `--limit` takes and the bound without it.
const ALL: [(Bound, &str, u64); 11] = [
    (Bound::InputBytes, "input-bytes", 1 << 30),
    (Bound::RunSteps, "run-steps", 1_000_000_000),
    (Bound::RunMemory, "run-memory", 1 << 30),
    (Bound::ValidateValues, "validate-values", 20_000_000),
    (Bound::WalrusLocals, "walrus-locals", 3_000_000),
    (Bound::WalrusComparisons, "walrus-comparisons", 2_000_000_000),
    (Bound::WalrusSections, "walrus-sections", 1_000_000),
    (Bound::DebugBytes, "debug-bytes", 256 << 20),
    (Bound::GraphCalls, "graph-calls", 1_000_000),
    (Bound::CompileValues, "compile-values", 12_000_000),
    (Bound::CompileLoops, "compile-loops", 10_000),
];

impl Bound {
    /// The name, as `--limit` takes it.
    pub fn name(self) -> &'static str {
        ALL[self as usize].1
    }

    /// The bound of that name.
    pub fn find(name: &str) -> Option<Self> {
        ALL.iter().find(|(_, own, _)| *own == name).map(|(bound, ..)| *bound)
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|(bound, ..)| *bound)
    }
}

/// All bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds([u64; ALL.len()]);

impl Bounds {
    /// A bound.
    pub fn get(&self, bound: Bound) -> u64 {
        self.0[bound as usize]
    }

    /// The same bounds but for one.
    #[must_use]
    pub fn with(mut self, bound: Bound, most: u64) -> Self {
        self.0[bound as usize] = most;
        self
    }

    /// How to ask for more, after a sentence that says what there is too much of.
    pub fn advice(&self, bound: Bound) -> String {
        format!("the limit is {} (--limit={}=NUMBER sets another)", self.get(bound), bound.name())
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self(ALL.map(|(.., most)| most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_the_order_of_the_variants() {
        for (place, (bound, name, most)) in ALL.into_iter().enumerate() {
            assert_eq!(bound as usize, place);
            assert_eq!((bound.name(), Bound::find(name)), (name, Some(bound)));
            assert_eq!(Bounds::default().get(bound), most);
        }
    }
}
