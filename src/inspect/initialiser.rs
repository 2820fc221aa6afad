//! The function that runs the constructors, and whether the start section could run it.

use strum::IntoStaticStr;
use strum::VariantNames;

use super::effects::Effect;
use super::first::First;
use super::ran::Ran;
use super::reach::Exposed;
use super::reach::Reach;
use super::reach::ReachedImport;
use crate::module::Function;

/// The function that runs the constructors.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Initialiser {
    /// The function.
    pub function: Function,
    /// What it may call.
    pub reach: Reach,
    /// What happened when it was run, if it was.
    pub ran: Option<Ran>,
    /// What it may read that a host may have written by then: nothing, if its caller calls nothing and writes nothing before.
    pub exposed: Vec<Exposed>,
    /// The export that a host calls before it.
    pub first: Option<First>,
}

/// Whether an initialiser may run in the start section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum StartVerdict {
    /// It calls no import but such as end the run, or are known to touch nothing of the module; and it reads nothing that a host
    /// may have written.
    Safe,
    /// It calls an import that needs memory, so it may not if memory is exported.
    NeedsMemory,
    /// It calls an import that calls the module back, which no host can do before the start section has run, or it needs what
    /// another export sets up.
    Unsafe,
    /// What it calls is not known.
    Unproven,
}

/// What a [`StartVerdict`] rests upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
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
        self.into()
    }
}

impl Proof {
    /// The word for reports: `none`, `static` or `run`.
    pub fn keyword(self) -> &'static str {
        self.into()
    }
}

impl Initialiser {
    /// Whether it may run in the start section, and what that rests upon.
    pub fn verdict(&self) -> (StartVerdict, Proof) {
        if self.first.is_some() {
            return (StartVerdict::Unsafe, Proof::Static);
        }
        if self.is_harmless() && !self.exposed.is_empty() {
            return (StartVerdict::Unproven, Proof::None);
        }
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
        let certain = self.reach.always().filter_map(blocks).max();
        certain.map_or((StartVerdict::Unproven, Proof::None), |verdict| (verdict, Proof::Static))
    }

    /// Whether it is proven that it calls no import but such as a start section may call.
    pub fn is_harmless(&self) -> bool {
        self.reach.is_harmless() || self.ran == Some(Ran::Ends)
    }

    /// Whether it is proven that the start section may run it, also if the module owns the memory.
    pub fn is_safe(&self) -> bool {
        self.verdict().0 == StartVerdict::Safe
    }

    /// The imports that it is known to call, unless it ends before: those that it always calls, and the one that a run called;
    /// none if a run called none.
    pub fn called(&self) -> impl Iterator<Item = &ReachedImport> {
        let (ended, ran) = match &self.ran {
            Some(Ran::Ends) => (true, None),
            Some(Ran::Calls { import }) => (false, Some(import)),
            _ => (false, None),
        };
        ran.into_iter().chain(self.reach.always().filter(move |_| !ended))
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
        Effect::Pure | Effect::Aborts | Effect::Unknown => None,
    }
}
