//! What tells toolchains and wrapped exports apart.

use crate::module::Function;

/// Something that only one toolchain's modules have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// An import.
    Import {
        /// Its module name.
        module: String,
        /// Its name.
        name: String,
    },
    /// An export, by name.
    Export(String),
    /// A custom section, by name.
    Section(String),
}

/// What is seen of wrapped exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrapping {
    /// lld's names for wrappers, and they all begin with the constructors.
    Named {
        /// How many.
        count: usize,
        /// What runs the constructors.
        ctors: Function,
    },
    /// lld's names for wrappers, but another export begins with the constructors as well.
    NamedAndAnother(Function),
    /// lld's names for wrappers, but the start section runs the constructors too.
    NamedAndStarted(Function),
    /// lld's names for wrappers, but an optimiser has put the wrapped functions into them.
    NamedAndInlined,
    /// lld's names for wrappers, but not all begin with the constructors.
    NamedDiffer,
    /// lld's names for wrappers, which call this function last and no constructors.
    NamedDtors(Function),
    /// All exports begin with a call that nothing else makes.
    Alike {
        /// How many.
        count: usize,
        /// What they call.
        ctors: Function,
        /// Whether the user says that these are the constructors.
        assumed: bool,
    },
    /// All exports end with a call that nothing else makes.
    AlikeAtTheEnd {
        /// How many.
        count: usize,
        /// What they call.
        dtors: Function,
    },
    /// Some exports begin with the same call.
    Some {
        /// How many exports there are.
        count: usize,
        /// How many of them begin with the call.
        beginning: usize,
        /// What they call.
        ctors: Function,
    },
    /// All exports begin with the same call, but that proves nothing.
    Doubtful {
        /// What they call.
        ctors: Function,
        /// Why it proves nothing.
        why: Doubt,
    },
}

/// Why exports that begin with the same call need not be wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// There is one export.
    Only,
    /// The function looks whether it has run.
    Guarded,
    /// The function may be the program's own: one that begins each call.
    MayBeMeant,
    /// The function is an export or the start function.
    Exported,
    /// The exports do not end alike.
    EndsDiffer,
    /// What the exports call last may be what they are for.
    LastMayBeMeant,
    /// The exports have more in common than their last call.
    MoreInCommon,
    /// Something else calls the function, or what the exports call last.
    CalledElsewhere,
}
