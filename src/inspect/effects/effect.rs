//! What an import does, and how that is known.

use strum::IntoStaticStr;
use strum::VariantNames;
use wasmparser::ValType;

/// What a call of an import does with the module that calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum Effect {
    /// It touches nothing of the module.
    Pure,
    /// It ends the run: whether memory is there does not matter any more.
    Aborts,
    /// It reads or writes the module's memory, or looks at its size.
    #[strum(serialize = "memory")]
    NeedsMemory,
    /// It may do any of this, now or later: nothing tells what it does; or it runs code that the user wrote, or keeps a
    /// function of the table for later. Whether a start section will do is not known.
    Unknown,
    /// Before it returns, it calls the module's functions, or needs its table or other exports than memory: no start section
    /// will do, also if the host owns the memory.
    Reenters,
}

impl Effect {
    /// The word for it, as `--assume` takes it and reports write it.
    pub fn keyword(self) -> &'static str {
        self.into()
    }

    /// Whether the module's memory has to be there.
    pub fn needs_memory(self) -> bool {
        matches!(self, Self::NeedsMemory | Self::Reenters)
    }

    /// Whether it may call functions of the module: it does, or that is not known.
    pub fn may_call_back(self) -> bool {
        matches!(self, Self::Unknown | Self::Reenters)
    }
}

/// How an effect is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Basis {
    /// By the import's module, name and type: the document or file that says so.
    Known(&'static str),
    /// The user said so.
    Assumed,
    /// Neither: all that is known is its type.
    Type {
        /// The type of its first parameter that may be an address.
        address: Option<ValType>,
    },
}

/// What an import does, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ImportEffect {
    /// What it does.
    pub effect: Effect,
    /// How that is known.
    pub basis: Basis,
}

/// What the user says of an import, by `MODULE.NAME`, or of all whose `MODULE.NAME` a pattern with `*` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Assumption {
    /// It touches nothing of the module.
    Pure,
    /// It reads or writes the module's memory, and calls nothing.
    Memory,
    /// It calls the module's functions, or needs its table or other exports than memory.
    Reenters,
}

impl From<Assumption> for Effect {
    fn from(assumption: Assumption) -> Self {
        match assumption {
            Assumption::Pure => Self::Pure,
            Assumption::Memory => Self::NeedsMemory,
            Assumption::Reenters => Self::Reenters,
        }
    }
}
