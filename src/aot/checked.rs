//! What a check found.

use std::collections::HashSet;
use std::fmt;
use strum::IntoStaticStr;
use strum::VariantNames;

use super::trace::End;
use super::trace::ImportCall;
use super::trace::Phase;
use super::trace::PhaseTrace;

/// What a check of one module, or of two, found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// How the module was initialised before it was changed, if there are two.
    pub before: Option<Observed>,
    /// How the module is initialised.
    pub after: Observed,
    /// Whether the calls were asked for, and have to end well.
    pub asked: bool,
    /// The exports that were called, in the order of the exports or of the invocations.
    pub exports: Vec<CheckedExport>,
    /// Whether constructors ran again in a later call, if one module was looked at.
    pub ran_again: bool,
    /// What is wrong, of one module: that initialisation or a call that was asked for did not end well, or that constructors ran again.
    pub faults: Vec<String>,
    /// What differs, as it should after a fix.
    pub excused: Vec<String>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
    /// What the check cannot tell, and why.
    pub untold: Vec<String>,
    /// What differs and should not.
    pub differences: Vec<Difference>,
}

/// The initialisation of one module.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Observed {
    /// Who runs the constructors, as in `--report=json`'s `init`.
    pub convention: &'static str,
    /// Who can reach the memory.
    pub memory: &'static str,
    /// Whether there is a start section.
    pub has_start: bool,
    /// Start, then init.
    pub phases: Vec<PhaseTrace>,
    /// How often the constructors ran, if there is one function that runs them all.
    pub constructors: Option<u32>,
    /// What was written to standard output: by initialisation, and by calls that were asked for, if one module was looked at.
    pub stdout: String,
    /// What was written to standard error.
    pub stderr: String,
}

/// An import that needed memory before the host could have it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// When.
    pub phase: Phase,
    /// Which call.
    pub call: ImportCall,
    /// Why not.
    pub why: String,
}

impl Observed {
    /// Imports that were called before the host could have the memory that they need; one for each import and phase.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults: Vec<Fault> = Vec::new();
        for PhaseTrace { phase, calls, .. } in &self.phases {
            for call in calls {
                let Some(unreachable) = &call.unreachable else {
                    continue;
                };
                let seen = |fault: &Fault| {
                    (&fault.phase, &fault.call.module, &fault.call.name) == (phase, &call.module, &call.name)
                };
                if !faults.iter().any(seen) {
                    let why = unreachable.explain();
                    faults.push(Fault { phase: phase.clone(), call: call.clone(), why });
                }
            }
        }
        faults
    }

    /// The imports that the start section called, where it is not known whether they work there; one sentence for each.
    pub fn doubts(&self) -> Vec<DoubtfulCall> {
        let mut seen = HashSet::new();
        let calls = self.phases.iter().flat_map(|phase| &phase.calls).filter(|call| call.is_doubtful);
        let first = calls.filter(|call| seen.insert((&call.module, &call.name)));
        first
            .map(|call| DoubtfulCall { import: format!("{}.{}", call.module, call.name), call: call.clone() })
            .collect()
    }

    /// How initialisation ended: as its last phase did.
    pub fn end(&self) -> &End {
        const NOTHING: &End = &End::Returned(Vec::new());
        self.phases.last().map_or(NOTHING, |phase| &phase.end)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} calls {}, which {}", self.phase, self.call, self.why)
    }
}

/// An import that the start section called: whether it needs what is not there yet cannot be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DoubtfulCall {
    /// `MODULE.NAME`.
    pub import: String,
    /// The first call.
    pub call: ImportCall,
}

impl fmt::Display for DoubtfulCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { import, call } = self;
        if call.may_use_table {
            return write!(
                f,
                "start calls {call}, which calls the module back: through the table it can, and not by exports, which exist only \
                 once the start section has run"
            );
        }
        write!(
            f,
            "start calls {call}, and nothing is known of that import: it may need what exists only once the start section \
             has run; --assume {import}=pure, =memory or =reenters says what it does"
        )
    }
}

/// An export that was called.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckedExport {
    /// The call: `get(0, 0)`.
    pub call: String,
    /// What came of it before, if there are two modules.
    pub before: Option<PhaseTrace>,
    /// What came of it.
    pub after: PhaseTrace,
    /// Whether it makes sure that the constructors have run, if there is an init function and that can be seen.
    pub guarded: Option<bool>,
}

/// Something that should be the same and is not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// When: `init`, or a call.
    pub place: String,
    /// What: `memory[0x400]: 07 → 00`.
    pub what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// What a check comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
#[non_exhaustive]
pub enum CheckVerdict {
    /// One module: there is no fault.
    #[strum(serialize = "ok")]
    Sound,
    /// The two do the same.
    Same,
    /// They do not.
    Different,
    /// One module: an import needed memory before the host could have it, or initialisation or a call that was asked for did
    /// not end as it should.
    Fault,
    /// A limit ended a run before it could be compared, or it ended badly after the watched host had made something up.
    Unknown,
}

impl CheckVerdict {
    /// The word for reports: `ok`, `same`, `different`, `fault` or `unknown`.
    pub fn keyword(self) -> &'static str {
        self.into()
    }
}

impl Checked {
    /// Takes up how one module ended: a fault if it did not end well, unless what was made up before leaves a doubt.
    pub(super) fn ends(&mut self, place: &str, end: &End, doubt: Option<String>) {
        match doubt {
            // That is said of the check as a whole.
            _ if end.is_deadline() => {}
            Some(doubt) => self.untold.push(format!("{place}: {doubt}")),
            None if !end.is_return() => self.faults.push(format!("{place}: {end}")),
            None => {}
        }
    }

    /// The same bytes are the same, also where runs cannot tell.
    pub(super) fn are_identical(&mut self) {
        let untold = std::mem::take(&mut self.untold);
        self.notes.insert(
            0,
            "the two modules are identical, byte for byte: that they are the same rests on no run".to_owned(),
        );
        self.notes.extend(untold);
    }

    /// Whether a limit ended one of the runs: then others most likely end by it, too.
    pub fn met_limit(&self) -> bool {
        let initialised = self.before.iter().chain([&self.after]).flat_map(|observed| &observed.phases);
        let called = self.exports.iter().flat_map(|export| export.before.iter().chain([&export.after]));
        initialised.chain(called).any(|phase| phase.end.is_bounded())
    }

    /// What it comes to.
    pub fn verdict(&self) -> CheckVerdict {
        if !self.differences.is_empty() {
            return CheckVerdict::Different;
        }
        if self.before.is_some() {
            return if self.untold.is_empty() { CheckVerdict::Same } else { CheckVerdict::Unknown };
        }
        if !self.faults.is_empty() || !self.after.faults().is_empty() {
            return CheckVerdict::Fault;
        }
        if self.untold.is_empty() { CheckVerdict::Sound } else { CheckVerdict::Unknown }
    }
}
