//! Two modules side by side: what the second does must be what the first did, but for when and by whom its constructors
//! are run.

use super::checked::Checked;
use super::checked::CheckedExport;
use super::checked::Difference;
use super::checked::Observed;
use super::convention::Init;
use super::interface::Changes;
use super::observe::Call;
use super::observe::Calls;
use super::observe::observed;
use super::session::Session;
use super::state;
use super::state::Tolerance;
use super::subject::Subject;
use super::trace::End;
use super::trace::ImportCall;
use super::trace::Limit;
use super::trace::PhaseTrace;
use crate::error::Result;

/// After this many exports that a time limit ended, no more are called.
const PATIENCE: usize = 3;

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

/// What is found on the way.
struct Findings {
    excused: Vec<String>,
    notes: Vec<String>,
    untold: Vec<String>,
    differences: Vec<Difference>,
}

impl Findings {
    fn new(changes: Changes) -> Self {
        let Changes { excused, differences, .. } = changes;
        Self { excused, notes: Vec::new(), untold: Vec::new(), differences }
    }

    fn differ(&mut self, place: &str, what: impl Into<String>) {
        self.differences.push(Difference { place: place.to_owned(), what: what.into() });
    }

    fn excuse(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.excused.contains(&what) {
            self.excused.push(what);
        }
    }
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
        self.constructors(&first, &second);
        self.faults(&first, &second);
        self.ends(INIT, first.end(), second.end());
        self.traces(INIT, &all(&first.phases), &all(&second.phases));
        self.output(INIT, &old, &new);
        let instantiated = old.is_instantiated() && new.is_instantiated();
        if instantiated && !first.end().is_cut_short() && !second.end().is_cut_short() {
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

    fn constructors(&mut self, first: &Observed, second: &Observed) {
        match (first.constructors, second.constructors) {
            (Some(old), Some(new)) if old != new => {
                self.out.differ(INIT, format!("the constructors ran {} → {}", times(old), times(new)));
            }
            (Some(_), None) => {
                let what = "the constructors are not one function in the second module: they were not counted";
                self.out.notes.push(what.to_owned());
            }
            _ => {}
        }
    }

    /// A fault that was there before is nobody's doing.
    fn faults(&mut self, first: &Observed, second: &Observed) {
        let old = first.faults();
        for fault in second.faults() {
            let known =
                |it: &super::checked::Fault| (&it.call.module, &it.call.name) == (&fault.call.module, &fault.call.name);
            if old.iter().any(known) {
                self.out.notes.push(format!("before as after, {fault}"));
            } else {
                self.out.differ(INIT, fault.to_string());
            }
        }
    }

    fn ends(&mut self, place: &str, old: &End, new: &End) {
        // Nobody said that an export ends when it is given zeros.
        let wanted = place == INIT || !self.before.options.invoke.is_empty();
        match (old.is_bounded(), new.is_bounded()) {
            (true, true) if !wanted => {
                self.out.notes.push(format!("{place}: neither ended, which is not compared; {new}"))
            }
            (true, true) => self.out.untold.push(format!("{place}: neither ended; {new}")),
            (true, false) | (false, true) => self.out.untold.push(format!("{place}: {old} → {new}")),
            (false, false) if !old.same(new) => self.out.differ(place, format!("{old} → {new}")),
            (false, false) if place == INIT && matches!(new, End::Limit(..)) => {
                self.out.untold.push(format!("{place}: neither ended; {new}"));
            }
            (false, false) if place == INIT && !new.is_return() => {
                self.out.notes.push(format!("{place}: before as after, {new}; no export was called"));
            }
            (false, false) if old.is_cut_short() => {
                self.out
                    .notes
                    .push(format!("{place}: before as after, {new}; what was done until then is not compared"));
            }
            (false, false) => {}
        }
    }

    /// The same imports in the same order with the same arguments. Of runs that a limit ended, as far as both came.
    fn traces(&mut self, place: &str, old: &[&ImportCall], new: &[&ImportCall]) {
        let same = |old: &ImportCall, new: &ImportCall| {
            (&old.module, &old.name, &old.arguments) == (&new.module, &new.name, &new.arguments)
        };
        let first = (0..old.len().max(new.len())).find(|call| match (old.get(*call), new.get(*call)) {
            (Some(old), Some(new)) => !same(old, new),
            _ => true,
        });
        let Some(call) = first else {
            return;
        };
        let shown = |calls: &[&ImportCall]| calls.get(call).map_or("missing".to_owned(), |call| call.to_string());
        let what = format!("call {}: {} → {}", call + 1, shown(old), shown(new));
        self.out.differ(place, what);
    }

    fn output(&mut self, place: &str, old: &Session, new: &Session) {
        let (old, new) = (old.wasi(), new.wasi());
        for (name, old, new) in [("stdout", &old.stdout, &new.stdout), ("stderr", &old.stderr, &new.stderr)] {
            if old != new {
                self.out.differ(place, format!("{name}: {} → {}", quoted(old), quoted(new)));
            }
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

    fn exports(&mut self) -> Result<Vec<CheckedExport>> {
        let calls = Calls::of(self.before)?;
        let mut exports = Vec::new();
        let mut unguarded = Vec::new();
        let mut endless = 0;
        let mut sessions = (Session::initialised(self.before), Session::initialised(self.after));
        for call in &calls.calls {
            // What is missing was said.
            if !self.after.known.facts.functions.iter().any(|function| function.name == call.name) {
                continue;
            }
            if endless == PATIENCE {
                self.out.notes.push(format!("{PATIENCE} exports did not end: the others were not called"));
                break;
            }
            if !calls.one_instance {
                sessions = (Session::initialised(self.before), Session::initialised(self.after));
            }
            if !sessions.0.is_alive() || !sessions.1.is_alive() {
                break;
            }
            let mut checked = self.call(call, &mut sessions);
            endless += usize::from(matches!(checked.after.end, End::Limit(Limit::Time(_), _)));
            if !calls.one_instance {
                self.every_call(call, &checked);
                checked.guarded = self.first_call(call);
                if checked.guarded == Some(false) {
                    unguarded.push(call.name.clone());
                }
            }
            exports.push(checked);
        }
        self.say_unguarded(&unguarded, exports.len());
        Ok(exports)
    }

    fn call(&mut self, call: &Call, (old, new): &mut (Session, Session)) -> CheckedExport {
        let place = call.to_string();
        let first = old.call(&call.name, &call.arguments).clone();
        let second = new.call(&call.name, &call.arguments).clone();
        self.ends(&place, &first.end, &second.end);
        if !first.end.is_cut_short() && !second.end.is_cut_short() {
            let calls = |trace: &PhaseTrace| trace.calls.iter().map(|call| (*call).clone()).collect::<Vec<_>>();
            let (old_calls, new_calls) = (calls(&first), calls(&second));
            self.traces(&place, &old_calls.iter().collect::<Vec<_>>(), &new_calls.iter().collect::<Vec<_>>());
            self.output(&place, old, new);
            self.states(&place, old, new);
        }
        if let (Some(old), Some(new)) = (old.constructors(), new.constructors())
            && old != new
        {
            self.out.differ(&place, format!("the constructors ran {} → {}", times(old), times(new)));
        }
        CheckedExport { call: place, before: Some(first), after: second, guarded: None }
    }

    /// An export that runs the constructors each time gave, when a host called it, what it gives without them; or it
    /// trapped, which is what a fix is for.
    fn every_call(&mut self, call: &Call, checked: &CheckedExport) {
        let Some(wrapper) = call.wrapper(self.before) else {
            return;
        };
        let mut session = Session::start(self.before);
        if !session.is_alive() {
            return;
        }
        let real = session.call_wrapped(&call.name, wrapper, &call.arguments).end.clone();
        let Some(reference) = &checked.before else {
            return;
        };
        match &real {
            real if real.same(&reference.end) || reference.end.is_cut_short() => {}
            End::Returned(_) => self.out.differ(&checked.call, format!("{real} → {}", checked.after.end)),
            trap => {
                self.out.excuse(format!("{}: {trap}, with the constructors and destructors around it", checked.call))
            }
        }
    }

    /// Calls an export of an instance that nobody has initialised, twice. If it makes sure that the constructors have run,
    /// they have run once, before it, and all is as if the init function had been called first.
    fn first_call(&mut self, call: &Call) -> Option<bool> {
        if self.after.known.init.names().is_empty() {
            return None;
        }
        let mut session = Session::start(self.after);
        if !session.is_alive() || session.constructors()? > 0 {
            return None;
        }
        let first = session.call(&call.name, &call.arguments).clone();
        if session.constructors()? == 0 {
            return Some(false);
        }
        let place = format!("{call}, called first");
        let mut reference = Session::initialised(self.before);
        let expected = reference.call(&call.name, &call.arguments).clone();
        if ![&first.end, &expected.end].into_iter().any(End::is_cut_short) {
            if !first.end.same(&expected.end) {
                self.out.differ(&place, format!("{} → {}", expected.end, first.end));
            }
            self.traces(&place, &all(&reference.phases), &all(&session.phases));
        }
        reference.call(&call.name, &call.arguments);
        session.call(&call.name, &call.arguments);
        if let (Some(old), Some(new)) = (reference.constructors(), session.constructors())
            && old != new
        {
            self.out.differ(&place, format!("in two calls the constructors ran {} → {}", times(old), times(new)));
        }
        Some(true)
    }

    /// What hosts that call no init function have to know, if they did not have to before.
    fn say_unguarded(&mut self, unguarded: &[String], called: usize) {
        const SHOWN: usize = 5;
        if unguarded.is_empty() || !self.before.known.init.names().is_empty() {
            return;
        }
        let shown: Vec<&str> = unguarded.iter().take(SHOWN).map(String::as_str).collect();
        let more = unguarded.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        self.out.notes.push(format!(
            "{} of {called} exports do not make sure that the constructors have run, and need the init function to be called before: {}{more}",
            unguarded.len(),
            shown.join(", "),
        ));
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

fn times(count: u32) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

/// All imports called, in order, whatever the phase.
fn all(phases: &[PhaseTrace]) -> Vec<&ImportCall> {
    phases.iter().flat_map(|phase| &phase.calls).collect()
}

/// The end of what was written, where differences are.
fn quoted(bytes: &[u8]) -> String {
    const SHOWN: usize = 60;
    let start = bytes.len().saturating_sub(SHOWN);
    let text = String::from_utf8_lossy(bytes.get(start..).unwrap_or_default());
    format!("{}{text:?}", if start > 0 { "…" } else { "" })
}
