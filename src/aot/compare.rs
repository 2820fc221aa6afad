//! Two modules side by side. The second must do what the first did; only when the constructors run, and what runs them, may
//! differ.

mod calls;
mod findings;
mod first_call;
mod main_exports;

use std::collections::HashSet;

use super::checked::Checked;
use super::checked::Difference;
use super::checked::Observed;
use super::convention::Init;
use super::interface::Changes;
use super::made_up;
use super::observe::observed;
use super::session::Session;
use super::state;
use super::state::Tolerance;
use super::subject;
use super::subject::Subject;
use super::trace::End;
use super::trace::ImportCall;
use super::trace::PhaseTrace;
use crate::error::Result;
use crate::inspect::Convention;
use findings::Findings;
use findings::INIT;
use findings::times;

/// How many names of initialisers are tried with each other.
const NAMES: usize = 3;

/// Two modules. The first comes twice if its exports run the constructors on calls among themselves, too: then a copy that
/// was not unwrapped shows what it really does.
pub(super) struct Subjects<'s, 'm, 'a> {
    pub before: &'s Subject<'m, 'a>,
    pub wrapped: Option<&'s Subject<'m, 'a>>,
    pub after: &'s Subject<'m, 'a>,
}

/// Compares two modules.
pub(super) fn compare(subjects: &Subjects, changes: Changes) -> Result<Checked> {
    let Subjects { before, wrapped, after } = *subjects;
    let tolerance = Tolerance {
        sizes: changes.sizes.clone(),
        memories: changes.memories,
        tables: changes.tables.clone(),
        own: changes.own.clone(),
        written: changes.written.clone(),
    };
    let mut pair = ComparedPair { before, wrapped, after, tolerance, out: Findings::new(changes, after.deadline) };
    let (first, second) = pair.initialisation();
    let exports = if first.end().is_return() && second.end().is_return() { pair.exports()? } else { Vec::new() };
    let Findings { excused, notes, mut untold, differences, .. } = pair.out;
    untold.extend(after.deadline.untold());
    let asked = !before.options.invoke.is_empty();
    Ok(Checked {
        before: Some(first),
        after: second,
        asked,
        exports,
        ran_again: false,
        faults: Vec::new(),
        excused,
        notes,
        untold,
        differences,
    })
}

struct ComparedPair<'s, 'm, 'a> {
    before: &'s Subject<'m, 'a>,
    wrapped: Option<&'s Subject<'m, 'a>>,
    after: &'s Subject<'m, 'a>,
    tolerance: Tolerance,
    out: Findings,
}

impl<'s> ComparedPair<'s, '_, '_> {
    fn initialisation(&mut self) -> (Observed, Observed) {
        let mut old = Session::initialised(self.before);
        let mut new = Session::initialised(self.after);
        let first = observed(self.before, &mut old);
        let second = observed(self.after, &mut new);
        self.phases(&first, &second);
        self.out.faults(&first, &second);
        self.out.doubts(&first, &second);
        self.out.ends(INIT, first.end(), second.end(), true);
        let doubt = made_up::doubt(self.after, &mut new, second.end());
        self.out.notes.extend(doubt.filter(|_| first.end().same(second.end())).map(|doubt| format!("init: {doubt}")));
        self.initialised(INIT, &mut old, &mut new);
        match (first.constructors, second.constructors) {
            (Some(_), None) if second.end().is_return() => {
                let what = "the function that ran the constructors is not there: how often they ran is not known";
                self.out.untold.push(format!("init: {what}"));
            }
            (None, _) if !self.before.known.init.names().is_empty() => {
                self.out.notes.push("no one function runs the constructors: they were not counted".to_owned());
            }
            _ => {}
        }
        self.by_the_old_names(&mut old);
        self.twice();
        self.destructors();
        self.main_exports();
        (first, second)
    }

    /// Whether two instances are the same after initialisation.
    fn initialised(&mut self, place: &str, old: &mut Session, new: &mut Session) {
        let cut_short = last_end(old).is_cut_short() || last_end(new).is_cut_short();
        self.out.traces(place, &all(&old.phases), &all(&new.phases), cut_short);
        self.counts(place, old, new);
        // If only one was instantiated, that is said already. If neither was, only memories that hosts gave are left.
        let (before, after) = (old.is_instantiated(), new.is_instantiated());
        let comparable = before == after && (before || self.tolerance.sizes.is_empty());
        if !cut_short && comparable {
            self.out.output(place, old, new);
            self.states(place, old, new);
        }
    }

    fn loses_output(&self) -> Option<bool> {
        subject::loses_output(&self.before.known.facts, self.before.options)
    }

    /// Whether the second module writes output earlier, and the first may do so as well. In its copy, what may write at the end of each
    /// call is left out, since that runs destructors. From then on, buffers differ, and so do calls that write.
    fn writes_earlier(&mut self, place: &str, old: &Session, session: &mut Session) -> bool {
        if session.writes_earlier {
            return true;
        }
        let (old, new) = (old.wasi(), session.wasi());
        let more = |old: &Vec<u8>, new: &Vec<u8>| new.len() > old.len() && new.starts_with(old);
        let is_earlier = more(&old.stdout, &new.stdout) || more(&old.stderr, &new.stderr);
        if !is_earlier || self.loses_output().is_some() {
            return false;
        }
        let what =
            "it writes output; before, one function ran destructors and may have written it, so that is not compared";
        self.out.untold.push(format!("{place}: {what}"));
        session.writes_earlier = true;
        true
    }

    fn counts(&mut self, place: &str, old: &mut Session, new: &mut Session) {
        if let (Some(old), Some(new)) = (old.constructors(), new.constructors())
            && old != new
        {
            self.out.differ(place, format!("the constructors ran {} → {}", times(old), times(new)));
        }
    }

    /// When the constructors run may change, and who runs them; but not that they run once.
    fn phases(&mut self, first: &Observed, second: &Observed) {
        let (old, new) = (how(self.before, first), how(self.after, second));
        let every_call = |subject: &Subject| matches!(subject.known.init, Init::EveryCall { .. });
        match (every_call(self.before), every_call(self.after)) {
            _ if old == new => {}
            (false, true) => self.out.differ(INIT, format!("{old} → {new}")),
            _ => self.out.excuse(format!("init: {old} → {new}")),
        }
        if let (Init::Never(_), true) = (&self.before.known.init, self.before.known.init != self.after.known.init) {
            self.out
                .excuse("the constructors, which nothing called, run now; they were run here before, too, to compare");
        }
        if every_call(self.before) && !every_call(self.after) {
            self.out.excuse("constructors, and destructors where there are any, no longer run on every call");
            match self.loses_output() {
                Some(true) => self.out.excuse("buffered output is no longer written after every call"),
                Some(false) => {}
                None => self.out.excuse("buffered output may no longer be written after every call"),
            }
        }
    }

    /// What differs since initialisation is said once.
    fn states(&mut self, place: &str, old: &mut Session, new: &mut Session) {
        for what in state::compare(old, new, &self.tolerance, self.after.deadline) {
            let known = |difference: &Difference| difference.place == INIT && difference.what == what;
            if !self.out.differences.iter().any(known) {
                self.out.found(place, what);
            }
        }
    }

    /// A host that knows the first module calls what it knows, as far as it is there.
    fn by_the_old_names(&mut self, old: &mut Session) {
        let names = self.before.known.init.names();
        let init = Init::exports(self.after.known.module, names);
        let is_same = self.before.known.init == self.after.known.init;
        if names.is_empty() || is_same || init == self.after.known.init {
            return;
        }
        // Where none of them is there any more, the first call of an export initialises it, which is compared for each export.
        if init == Init::Nothing && matches!(self.after.known.facts.convention, Convention::Lazy(_)) {
            return;
        }
        let mut new = Session::initialised_by(self.after, &init);
        let place = match &init {
            Init::Exports(names) => format!("init by {}", names.join(", ")),
            _ => "init by nothing, since what was called is not there".to_owned(),
        };
        self.out.ends(&place, last_end(old), last_end(&new), true);
        self.initialised(&place, old, &mut new);
    }

    /// A host may call init functions again, or one after the other, though it should not: constructors that did not run
    /// again before must not do so now.
    fn twice(&mut self) {
        let by = |subject, names: &[&String]| {
            let names = names.iter().map(|name| (*name).clone()).collect();
            Session::initialised_by(subject, &Init::Exports(names)).constructors()
        };
        let once = Session::initialised(self.before).constructors();
        let (old_names, new_names) = (&self.before.known.initialisers, &self.after.known.initialisers);
        let is_there = |name: &&String| self.after.known.facts.functions.iter().any(|function| function.name == **name);
        let mut names: Vec<&String> = new_names.iter().chain(old_names.iter().filter(is_there)).collect();
        names.sort_unstable();
        names.dedup();
        names.truncate(NAMES);
        for first in names.iter().copied() {
            for second in names.iter().copied() {
                let known: Vec<&String> = [first, second].into_iter().filter(|name| old_names.contains(name)).collect();
                let place = format!("{first}, then {second}");
                let old = if known.is_empty() { once } else { by(self.before, &known) };
                if let (Some(old), Some(new)) = (old, by(self.after, &[first, second]))
                    && new > old.max(1)
                {
                    self.out.differ(&place, format!("the constructors ran {} → {}", times(old), times(new)));
                }
            }
        }
    }

    /// Destructors that no export runs any more may have an export of their own.
    fn destructors(&mut self) {
        let Init::EveryCall { dtors: Some(dtors), .. } = self.before.known.init else {
            return;
        };
        for (name, _) in self.added().into_iter().filter(|(_, func)| self.after.known.module.is_nullary(*func)) {
            let (mut old, mut new) = (Session::initialised(self.before), Session::initialised(self.after));
            if !old.is_alive() || !new.is_alive() {
                return;
            }
            let place = format!("{name}()");
            // In the copy, it may do no more than to write output.
            let first = match self.before.wrappers.contains_key(&dtors) {
                true => old.call_wrapped(name, dtors, &[]).end.clone(),
                false => old.call_func(dtors, &[]).end.clone(),
            };
            let second = new.call(name, &[]).end.clone();
            self.out.ends(&place, &first, &second, true);
            self.initialised(&place, &mut old, &mut new);
        }
    }

    /// Exports of functions that the first module does not have, and that are no initialisers.
    fn added(&self) -> Vec<(&'s String, u32)> {
        let (before, after) = (&self.before.known.facts.exports, self.after.known);
        let known: HashSet<&String> = before.iter().chain(&after.initialisers).collect();
        let exported = after.facts.functions.iter().map(|export| (&export.name, export.func));
        exported.filter(|(name, _)| !known.contains(name)).collect()
    }
}

/// How a module is initialised, in words.
fn how(subject: &Subject, observed: &Observed) -> String {
    match &subject.known.init {
        Init::EveryCall { .. } => "on every call".to_owned(),
        Init::Guarded(_) => "by the first call".to_owned(),
        Init::Exports(_) if observed.convention == "lazy" => "by an export, or the first call".to_owned(),
        Init::Exports(_) => "by an export".to_owned(),
        Init::Nothing if subject.known.module.start.is_some() => "by the start section".to_owned(),
        Init::Nothing | Init::Never(_) => "not at all".to_owned(),
    }
}

/// How the last phase or call of a session ended.
fn last_end<'r>(session: &'r Session) -> &'r End {
    const NOTHING: &End = &End::Returned(Vec::new());
    session.phases.last().map_or(NOTHING, |phase| &phase.end)
}

/// All calls of imports, of all phases, in order.
fn all(phases: &[PhaseTrace]) -> Vec<&ImportCall> {
    phases.iter().flat_map(|phase| &phase.calls).collect()
}
