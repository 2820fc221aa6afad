//! What was seen that tells who runs constructors.

use super::start::StartKind;
use crate::module::Function;

/// What was seen that tells a module's convention. Shown, it goes on from "this module".
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// No start section, no exported initialiser, and no export that is seen to run one.
    Nothing {
        /// Whether an export may do so all the same, because an optimiser has put constructors into it.
        hidden: bool,
    },
    /// A function that the linker or a library makes for the constructors, and that no host knows.
    Function {
        /// The function.
        function: Function,
        /// Whether it looks whether it has run.
        once: bool,
        /// An export that calls it; none if nothing does.
        caller: Option<String>,
    },
    /// Something that only modules of a dynamic linker have.
    Dylink(Sign),
    /// Something that only wasm-bindgen's or Emscripten's modules have.
    Sign(Sign),
    /// Names of a letter or two for all imports and exports, as Emscripten gives them at -O3.
    Minified,
    /// `_initialize` is exported, and is no function: what it is.
    InitializeIsNoFunction(&'static str),
    /// `_initialize` is exported, and takes or gives something.
    InitializeTakesOrGives,
    /// `_start` and `_initialize` are both exported.
    StartAndInitialize,
    /// An export runs once, and others make sure that it has run.
    Lazy {
        /// The export that runs once.
        init: String,
        /// One of the others.
        guarded: String,
    },
    /// An export runs once, and nothing makes sure of it.
    RunsOnce(String),
    /// An export under a name that initialisers have.
    Exports {
        /// The name.
        name: String,
        /// The function.
        function: Function,
    },
    /// The user says that this export is the initialiser.
    Named {
        /// The name.
        name: String,
        /// The function.
        function: Function,
    },
    /// `_start` is exported.
    Command {
        /// How many other exports run the constructors again, each time.
        rerun: usize,
        /// Whether the exports make sure that the constructors have run.
        guarded: bool,
    },
    /// A start section.
    Start {
        /// The function that it runs.
        function: Function,
        /// What that is for.
        kind: StartKind,
        /// Whether an export may run constructors, because an optimiser has put them into it.
        hidden: bool,
    },
    /// Exports that are wrapped, or seem to be.
    Wrapping(Wrapping),
    /// Exports that are wrapped, and that the JS of wasm-bindgen calls.
    Bound {
        /// Something that only its modules have.
        sign: Sign,
        /// The wrapping.
        wrapping: Wrapping,
    },
}

impl Evidence {
    /// Whether it leaves no doubt who runs the constructors, if there are any.
    pub fn is_certain(&self) -> bool {
        match self {
            Self::Nothing { .. } | Self::Start { .. } => !self.is_hidden(),
            // They may have run before the module was written.
            Self::Function { caller, .. } => caller.is_some(),
            Self::Wrapping(wrapping) | Self::Bound { wrapping, .. } => wrapping.is_certain(),
            _ => true,
        }
    }

    /// Whether an optimiser may have put constructors into the exports, where nothing shows them.
    pub fn is_hidden(&self) -> bool {
        match self {
            Self::Nothing { hidden }
            | Self::Start { hidden, .. }
            | Self::Wrapping(Wrapping::AlikeAtTheEnd { hidden, .. }) => *hidden,
            _ => false,
        }
    }

    /// The function that may run the constructors, if only the user can say whether it does.
    pub fn may_be_constructors(&self) -> Option<&Function> {
        match self {
            Self::Wrapping(wrapping) | Self::Bound { wrapping, .. } => wrapping.may_be_constructors(),
            _ => None,
        }
    }
}

/// Something that only one toolchain's modules have.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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
#[non_exhaustive]
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
    /// lld's names for wrappers, but other code calls the constructors, or wrappers, as well.
    NamedAndElsewhere(Function),
    /// lld's names for wrappers, but the start section runs the constructors too.
    NamedAndStarted(Function),
    /// lld's names for wrappers, but an optimiser has put the wrapped functions into them.
    NamedAndInlined,
    /// lld's names for wrappers, and some begin with the constructors, or all with what may be one.
    NamedInPart,
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
        /// Whether they may run constructors, because an optimiser has put these into them.
        hidden: bool,
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

impl Wrapping {
    /// Whether it goes by lld's names, and there are constructors that wrappers run.
    pub(super) fn is_named(&self) -> bool {
        match self {
            Self::Named { .. }
            | Self::NamedAndAnother(_)
            | Self::NamedAndElsewhere(_)
            | Self::NamedAndStarted(_)
            | Self::NamedAndInlined
            | Self::NamedInPart => true,
            Self::NamedDtors(_)
            | Self::NamedDiffer
            | Self::Alike { .. }
            | Self::AlikeAtTheEnd { .. }
            | Self::Some { .. }
            | Self::Doubtful { .. } => false,
        }
    }

    /// The function that may run the constructors, if only the user can say whether it does.
    pub(super) fn may_be_constructors(&self) -> Option<&Function> {
        let Self::Doubtful { why, ctors } = self else {
            return None;
        };
        matches!(why, Doubt::Only | Doubt::NoWrappers | Doubt::MayBeMeant).then_some(ctors)
    }

    /// Whether it leaves no doubt that exports are wrapped, and how.
    fn is_certain(&self) -> bool {
        match self {
            Self::Named { .. } | Self::NamedDtors(_) | Self::Alike { .. } => true,
            Self::AlikeAtTheEnd { hidden, .. } => !hidden,
            Self::NamedAndAnother(_)
            | Self::NamedAndElsewhere(_)
            | Self::NamedAndStarted(_)
            | Self::NamedAndInlined
            | Self::NamedInPart
            | Self::NamedDiffer
            | Self::Some { .. }
            | Self::Doubtful { .. } => false,
        }
    }
}

/// Why exports that begin with the same call need not be wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// There is one export.
    Only,
    /// There is one export, and what it calls last may be the destructors, or what it is for.
    LastOfOnly,
    /// The function is lld's for constructors, and its callers have no names, or not those of lld's wrappers: code may call it itself.
    NoWrappers,
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
