//! What an import does, and how that is known.

/// What a call of an import does with the module that calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// It touches nothing of the module.
    Pure,
    /// It ends the run: whether memory is there does not matter any more.
    Aborts,
    /// It reads or writes the module's memory, looks at its size, or must be taken to.
    NeedsMemory,
    /// It may need more of the module than memory, now or later: it runs code that the user wrote, keeps a function of the
    /// table for later, or does one thing or another by what it is given. Whether a start section will do is not known.
    MayReenter,
    /// Before it returns, it calls the module's functions, or needs its table or other exports than memory: no start section
    /// will do, also if the host owns the memory.
    Reenters,
}

impl Effect {
    /// The word for it, as `--assume` takes it and reports write it.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Pure => "pure",
            Self::Aborts => "aborts",
            Self::NeedsMemory => "memory",
            Self::MayReenter => "may-reenter",
            Self::Reenters => "reenters",
        }
    }

    /// Whether the module's memory has to be there.
    pub fn needs_memory(self) -> bool {
        matches!(self, Self::NeedsMemory | Self::MayReenter | Self::Reenters)
    }
}

/// How an effect is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// By the import's name (and, where the table has it, its type): the document or file that says so.
    Known(&'static str),
    /// The user said so.
    Assumed,
    /// Neither: by the types of its parameters.
    Type,
}

/// What an import does, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImportEffect {
    /// What it does.
    pub effect: Effect,
    /// How that is known.
    pub basis: Basis,
}

impl ImportEffect {
    /// Whether it may call functions of the module: it does, or nothing is known of it.
    pub fn may_call_back(&self) -> bool {
        match self.effect {
            Effect::MayReenter | Effect::Reenters => true,
            Effect::Aborts => false,
            Effect::Pure | Effect::NeedsMemory => self.basis == Basis::Type,
        }
    }
}

/// What the user says of an import, by `MODULE.NAME`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
