//! The function that runs the constructors, and whether the start section could run it.

use super::effects::Effect;
use super::ran::Ran;
use super::reach::Reach;
use super::reach::ReachedImport;
use crate::module::Function;

/// The function that runs the constructors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Initialiser {
    /// The function.
    pub function: Function,
    /// What it may call.
    pub reach: Reach,
    /// What happened when it was run, if it was.
    pub ran: Option<Ran>,
}

/// Whether an initialiser may run in the start section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StartVerdict {
    /// It calls no import but such as end the run, or are known to touch nothing of the module.
    Safe,
    /// It calls an import that needs memory: it may if the memory is the host's.
    NeedsMemory,
    /// It calls an import that calls the module back, which no host can do before the start section has run.
    Unsafe,
    /// What it calls is not known.
    Unproven,
}

/// What a [`StartVerdict`] rests upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// Nothing: it is not proven.
    None,
    /// The code: what it may call.
    Static,
    /// A run.
    Run,
}

impl StartVerdict {
    /// The word for reports: `safe`, `needs-memory`, `unsafe` or `unproven`.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::NeedsMemory => "needs-memory",
            Self::Unsafe => "unsafe",
            Self::Unproven => "unproven",
        }
    }
}

impl Proof {
    /// The word for reports: `none`, `static` or `run`.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Static => "static",
            Self::Run => "run",
        }
    }
}

impl Initialiser {
    /// Whether it may run in the start section, and what that rests upon.
    pub fn verdict(&self) -> (StartVerdict, Proof) {
        if self.reach.is_harmless() {
            return (StartVerdict::Safe, Proof::Static);
        }
        match &self.ran {
            Some(Ran::Ends) => return (StartVerdict::Safe, Proof::Run),
            Some(Ran::Calls { import, .. }) => {
                if let Some(verdict) = blocks(import) {
                    return (verdict, Proof::Run);
                }
            }
            _ => {}
        }
        let certain = self.reach.certain().filter_map(blocks).max();
        certain.map_or((StartVerdict::Unproven, Proof::None), |verdict| (verdict, Proof::Static))
    }

    /// Whether it is proven that the start section may run it, also if the module owns the memory.
    pub fn is_safe(&self) -> bool {
        self.verdict().0 == StartVerdict::Safe
    }

    /// The import that decides against the start section: one that the run called, or else that direct calls lead to.
    pub fn culprit(&self) -> Option<&ReachedImport> {
        if let Some(Ran::Calls { import }) = &self.ran
            && !import.is_harmless()
        {
            return Some(import);
        }
        let of = |certain| self.reach.imports.iter().find(move |it| it.certain == certain && !it.is_harmless());
        of(true).or_else(|| of(false))
    }

    /// The imports that it is taken to call: those that direct calls lead to, and the one that a run called; none if a run
    /// called none.
    pub fn called(&self) -> impl Iterator<Item = &ReachedImport> {
        let (ended, ran) = match &self.ran {
            Some(Ran::Ends) => (true, None),
            Some(Ran::Calls { import }) => (false, Some(import)),
            _ => (false, None),
        };
        ran.into_iter().chain(self.reach.certain().filter(move |_| !ended))
    }

    /// Whether it is proven that it calls no import.
    pub fn is_closed(&self) -> bool {
        self.reach.is_closed() || self.ran == Some(Ran::Ends)
    }
}

/// What a call of an import says of the whole.
fn blocks(import: &ReachedImport) -> Option<StartVerdict> {
    match import.effect {
        _ if import.is_harmless() => None,
        Effect::Reenters => Some(StartVerdict::Unsafe),
        Effect::NeedsMemory => Some(StartVerdict::NeedsMemory),
        // WASI without an address: what it needs is a host that has set WASI up.
        Effect::Pure if import.is_wasi() => Some(StartVerdict::NeedsMemory),
        Effect::Pure | Effect::Aborts | Effect::MayReenter => None,
    }
}
