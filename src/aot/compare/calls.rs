//! The exports of both modules, called side by side.

use super::Pair;
use super::all;
use super::findings::times;
use crate::aot::checked::CheckedExport;
use crate::aot::observe::Call;
use crate::aot::observe::Calls;
use crate::aot::session::Session;
use crate::aot::trace::End;
use crate::aot::trace::Limit;
use crate::error::Result;

/// After this many exports that a time limit ended, no more are called.
const PATIENCE: usize = 3;

impl Pair<'_, '_, '_> {
    /// Makes the calls on both, and compares after each.
    pub(super) fn exports(&mut self) -> Result<Vec<CheckedExport>> {
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
        // Nobody said that an export ends when it is given zeros.
        let wanted = !self.before.options.invoke.is_empty();
        self.out.ends(&place, &first.end, &second.end, wanted);
        let cut_short = first.end.is_cut_short() || second.end.is_cut_short();
        let calls = [&first.calls, &second.calls].map(|calls| calls.iter().collect::<Vec<_>>());
        self.out.traces(&place, &calls[0], &calls[1], cut_short);
        if !cut_short {
            self.out.output(&place, old, new);
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
        let cut_short = first.end.is_cut_short() || expected.end.is_cut_short();
        if !cut_short && !first.end.same(&expected.end) {
            self.out.differ(&place, format!("{} → {}", expected.end, first.end));
        }
        self.out.traces(&place, &all(&reference.phases), &all(&session.phases), cut_short);
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
