//! What is found on the way, one kind of thing at a time.

use std::collections::HashSet;

use crate::aot::checked::Difference;
use crate::aot::checked::Fault;
use crate::aot::checked::Observed;
use crate::aot::deadline::Deadline;
use crate::aot::interface::Changes;
use crate::aot::session::Session;
use crate::aot::trace::End;
use crate::aot::trace::ImportCall;
use crate::aot::value::Value;

/// The place of what initialisation does.
pub(super) const INIT: &str = "init";

/// What is found on the way.
pub(super) struct Findings {
    pub excused: Vec<String>,
    pub notes: Vec<String>,
    pub untold: Vec<String>,
    pub differences: Vec<Difference>,
    deadline: Deadline,
}

impl Findings {
    pub fn new(changes: Changes, deadline: Deadline) -> Self {
        let Changes { excused, differences, .. } = changes;
        Self { excused, notes: Vec::new(), untold: Vec::new(), differences, deadline }
    }

    /// Takes up a difference of two runs. When the deadline is over, it may have ended one of them.
    pub fn differ(&mut self, place: &str, what: impl Into<String>) {
        if !self.deadline.is_over() {
            self.found(place, what);
        }
    }

    /// Takes up a difference of what is known to have ended.
    pub fn found(&mut self, place: &str, what: impl Into<String>) {
        self.differences.push(Difference { place: place.to_owned(), what: what.into() });
    }

    pub fn excuse(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.excused.contains(&what) {
            self.excused.push(what);
        }
    }

    /// Excuses a fault that was there before the change.
    pub fn faults(&mut self, first: &Observed, second: &Observed) {
        let old = first.faults();
        for fault in second.faults() {
            let known = |it: &Fault| (&it.call.module, &it.call.name) == (&fault.call.module, &fault.call.name);
            if old.iter().any(known) {
                self.notes.push(format!("before as after, {fault}"));
            } else {
                self.differ(INIT, fault.to_string());
            }
        }
    }

    /// What cannot be told of imports that only the second start section calls.
    pub fn doubts(&mut self, first: &Observed, second: &Observed) {
        let old: HashSet<String> = first.doubts().into_iter().map(|doubt| doubt.import).collect();
        let new = second.doubts().into_iter().filter(|doubt| !old.contains(&doubt.import));
        self.untold.extend(new.map(|doubt| doubt.to_string()));
    }

    /// Compares how two calls end. A call that the user did not ask for, with zeros, may end beyond the limits.
    pub fn ends(&mut self, place: &str, old: &End, new: &End, wanted: bool) {
        // That is said of the check as a whole.
        if old.is_deadline() || new.is_deadline() {
            return;
        }
        match (old.is_bounded(), new.is_bounded()) {
            (true, true) if !wanted => self.notes.push(format!("{place}: neither ended, which is not compared; {new}")),
            (true, true) => self.untold.push(format!("{place}: neither ended; {new}")),
            (true, false) | (false, true) => self.untold.push(format!("{place}: {old} → {new}")),
            // The deeper of two stacks may be the one that does not fit.
            (false, false) if old.is_cut_short() != new.is_cut_short() => {
                self.untold.push(format!("{place}: {old} → {new}"));
            }
            (false, false) if !old.same(new) => self.differ(place, format!("{old} → {new}")),
            (false, false) if place.starts_with(INIT) && matches!(new, End::Limit(..)) => {
                self.untold.push(format!("{place}: neither ended; {new}"));
            }
            (false, false) if place.starts_with(INIT) && !new.is_return() => {
                self.untold.push(format!("{place}: before as after, {new}; no export was called"));
            }
            (false, false) if old.is_cut_short() => {
                self.notes.push(format!("{place}: before as after, {new}; what was done until then is not compared"));
            }
            (false, false) => {}
        }
    }

    /// The same imports in the same order with the same arguments. Of runs that were cut short, as far as both came.
    pub fn traces(&mut self, place: &str, old: &[&ImportCall], new: &[&ImportCall], cut_short: bool) {
        let length = if cut_short { old.len().min(new.len()) } else { old.len().max(new.len()) };
        let Some(call) = (0..length).find(|call| asked(old, *call) != asked(new, *call)) else {
            return;
        };
        let shown = |calls: &[&ImportCall]| calls.get(call).map_or("missing".to_owned(), |call| call.to_string());
        self.differ(place, format!("call {}: {} → {}", call + 1, shown(old), shown(new)));
    }

    pub fn output(&mut self, place: &str, old: &Session, new: &Session) {
        let (old, new) = (old.wasi(), new.wasi());
        for (name, old, new) in [("stdout", &old.stdout, &new.stdout), ("stderr", &old.stderr, &new.stderr)] {
            if old != new {
                self.differ(place, format!("{name}: {} → {}", quoted(old), quoted(new)));
            }
        }
    }
}

/// What a call asked of the host.
fn asked<'c>(calls: &[&'c ImportCall], call: usize) -> Option<(&'c str, &'c str, &'c [Value])> {
    let ImportCall { module, name, arguments, .. } = calls.get(call)?;
    Some((module, name, arguments))
}

pub(super) fn times(count: u32) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

/// The end of what was written, where differences are.
pub(super) fn quoted(bytes: &[u8]) -> String {
    const SHOWN: usize = 60;
    let start = bytes.len().saturating_sub(SHOWN);
    let text = String::from_utf8_lossy(bytes.get(start..).unwrap_or_default());
    format!("{}{text:?}", if start > 0 { "…" } else { "" })
}
