//! Exports called by a host that has called no init function.

use super::ComparedPair;
use crate::aot::observe::ExportCall;
use crate::aot::session::Session;

impl ComparedPair<'_, '_, '_> {
    /// Calls an export of an instance that was not initialised, and says whether that made sure that the constructors
    /// have run. If so, they ran once and before it: all is as if the init function had been called first. If not, and a
    /// host had to call an init function before the change as well, all is as it was without.
    pub(super) fn first_call(&mut self, call: &ExportCall) -> Option<bool> {
        // A loader calls nothing before what it knows.
        if self.after.known.init.names().is_empty() || self.after.known.facts.loader().is_some() {
            return None;
        }
        let mut new = Session::start(self.after);
        let count = called(&mut new, call)?;
        // Of one that calls the constructors' function on its own account, how often may depend on anything, so nothing is
        // known of it.
        if count > 0 && self.own(call)? > 0 {
            return None;
        }
        let guarded = count > 0;
        let mut old = Session::start(self.before);
        let had_to_be_called = !self.before.known.init.names().is_empty();
        let was_guarded = called(&mut old, call).filter(|_| had_to_be_called).map(|count| count > 0);
        let place = format!("{call}, called first");
        match was_guarded {
            Some(true) if !guarded => self.out.differ(&place, "no longer makes sure that the constructors have run"),
            Some(was) if was == guarded => self.in_step(&place, call, old, new),
            _ if guarded => {
                let mut old = Session::initialised(self.before);
                called(&mut old, call)?;
                self.in_step(&place, call, old, new);
            }
            _ => {}
        }
        Some(guarded)
    }

    /// How often an export calls the constructors' function on its own account, which may be of use for other things: an
    /// import, for one.
    fn own(&self, call: &ExportCall) -> Option<u32> {
        let mut session = Session::initialised(self.before);
        let before = session.constructors()?;
        Some(called(&mut session, call)?.saturating_sub(before))
    }

    /// Compares after a call, and after the same call once more.
    fn in_step(&mut self, place: &str, call: &ExportCall, mut old: Session, mut new: Session) {
        self.after_call(place, &mut old, &mut new);
        let again = format!("{place} and then again");
        old.call(&call.name, &call.arguments);
        new.call(&call.name, &call.arguments);
        self.after_call(&again, &mut old, &mut new);
    }

    fn after_call(&mut self, place: &str, old: &mut Session, new: &mut Session) {
        if let (Some(first), Some(second)) = (old.phases.last(), new.phases.last())
            && !first.end.is_cut_short()
            && !second.end.is_cut_short()
            && !first.end.same(&second.end)
        {
            self.out.differ(place, format!("{} → {}", first.end, second.end));
        }
        if !self.writes_earlier(place, old, new) {
            self.initialised(place, old, new);
        }
    }
}

/// Calls an export, and says how often the constructors have run; none if there is no instance, or nothing is counted.
fn called(session: &mut Session, call: &ExportCall) -> Option<u32> {
    if !session.is_alive() {
        return None;
    }
    session.call(&call.name, &call.arguments);
    session.constructors()
}
