//! Two modules side by side: what the second does must be what the first did, but for when and by whom its constructors
//! are run.

mod calls;
mod findings;

use super::checked::Checked;
use super::checked::Difference;
use super::checked::Observed;
use super::convention::Init;
use super::interface::Changes;
use super::observe::observed;
use super::session::Session;
use super::state;
use super::state::Tolerance;
use super::subject::Subject;
use super::trace::ImportCall;
use super::trace::PhaseTrace;
use crate::error::Result;
use findings::Findings;
use findings::times;

/// The place of what initialisation does.
const INIT: &str = "init";

/// Compares two modules.
pub(super) fn compare(before: &Subject, after: &Subject, changes: Changes) -> Result<Checked> {
    let tolerance = Tolerance { memory_grew: changes.memory_changed_hands };
    let mut pair = Pair { before, after, tolerance, out: Findings::new(changes) };
    let (first, second) = pair.initialisation();
    let exports = if first.end().is_return() && second.end().is_return() { pair.exports()? } else { Vec::new() };
    let Findings { excused, notes, untold, differences } = pair.out;
    Ok(Checked { before: Some(first), after: second, exports, excused, notes, untold, differences })
}

struct Pair<'s, 'm, 'a> {
    before: &'s Subject<'m, 'a>,
    after: &'s Subject<'m, 'a>,
    tolerance: Tolerance,
    out: Findings,
}

impl<'s> Pair<'s, '_, '_> {
    fn initialisation(&mut self) -> (Observed, Observed) {
        let mut old = Session::initialised(self.before);
        let mut new = Session::initialised(self.after);
        let first = observed(self.before, &mut old);
        let second = observed(self.after, &mut new);
        self.phases(&first, &second);
        self.out.constructors(&first, &second);
        self.out.faults(&first, &second);
        self.out.ends(INIT, first.end(), second.end(), true);
        let cut_short = first.end().is_cut_short() || second.end().is_cut_short();
        self.out.traces(INIT, &all(&first.phases), &all(&second.phases), cut_short);
        self.out.output(INIT, &old, &new);
        let instantiated = old.is_instantiated() && new.is_instantiated();
        if instantiated && !cut_short {
            self.states(INIT, &mut old, &mut new);
        }
        self.twice(&first);
        (first, second)
    }

    /// When the constructors run may change, and who runs them.
    fn phases(&mut self, first: &Observed, second: &Observed) {
        let (old, new) = (how(self.before, first), how(self.after, second));
        if old != new {
            self.out.excuse(format!("init: {old} → {new}"));
        }
        if matches!(self.before.known.init, Init::EveryCall { .. })
            && !matches!(self.after.known.init, Init::EveryCall { .. })
        {
            self.out.excuse("constructors, and destructors where there are any, no longer run on every call");
        }
    }

    /// What differs since initialisation is said once.
    fn states(&mut self, place: &str, old: &mut Session, new: &mut Session) {
        for what in state::compare(old, new, self.tolerance) {
            let known = |difference: &Difference| difference.place == INIT && difference.what == what;
            if !self.out.differences.iter().any(known) {
                self.out.differ(place, what);
            }
        }
    }

    /// A host may call the init function again, though it should not: constructors that did not run again before must not
    /// do so now.
    fn twice(&mut self, first: &Observed) {
        let once = first.constructors == Some(1);
        let Some(name) = self.after.known.init.names().last().cloned() else {
            return;
        };
        let again = |subject: &'s Subject| {
            let mut session = Session::initialised(subject);
            if session.is_alive() {
                session.call(&name, &[]);
            }
            session.constructors()
        };
        let had = self.before.known.init.names().contains(&name);
        let old = if had { again(self.before) } else { first.constructors };
        match (old, again(self.after)) {
            (Some(old), Some(new)) if once && new > old => {
                self.out.differ(&name, format!("called again: the constructors ran {} → {}", times(old), times(new)));
            }
            _ => {}
        }
    }
}

/// How a module is initialised, in words.
fn how(subject: &Subject, observed: &Observed) -> String {
    match &subject.known.init {
        Init::EveryCall { .. } => "on every call".to_owned(),
        Init::Exports(_) if observed.convention == "lazy" => "by an export, or the first call".to_owned(),
        Init::Exports(_) if observed.convention != "start" => "by an export".to_owned(),
        Init::Exports(_) | Init::Nothing if subject.known.module.start.is_some() => "by the start section".to_owned(),
        Init::Exports(_) | Init::Nothing => "by nobody".to_owned(),
    }
}

/// All imports called, in order, whatever the phase.
fn all(phases: &[PhaseTrace]) -> Vec<&ImportCall> {
    phases.iter().flat_map(|phase| &phase.calls).collect()
}
