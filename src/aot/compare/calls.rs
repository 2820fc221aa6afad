//! The exports of both modules, called side by side.

use wasmtime::FuncType;

use super::ComparedPair;
use super::all;
use super::findings::quoted;
use super::findings::times;
use crate::aot::checked::CheckedExport;
use crate::aot::convention::Init;
use crate::aot::observe::Calls;
use crate::aot::observe::ExportCall;
use crate::aot::observe::PATIENCE;
use crate::aot::observe::fresh;
use crate::aot::session::Session;
use crate::aot::subject::Subject;
use crate::aot::trace::End;
use crate::aot::trace::PhaseTrace;
use crate::error::Result;
use crate::hosts::START;

/// Which form of the first module is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Old {
    /// The one whose exports do without constructors and destructors, if they ran these.
    Copy,
    /// The module as it is.
    AsItIs,
}

impl<'s> ComparedPair<'s, '_, '_> {
    /// Makes the calls on both, and compares after each.
    pub(super) fn exports(&mut self) -> Result<Vec<CheckedExport>> {
        let calls = Calls::of(self.before)?;
        self.out.notes.extend(calls.left_out());
        let mut exports = Vec::new();
        let mut endless = 0;
        let mut shared = calls.one_instance.then(|| self.sessions());
        for call in &calls.calls {
            // What is missing, or of another type, was said.
            let ty = |subject: &Subject| subject.compiled.get_export(&call.name)?.func().cloned();
            match (ty(self.before), ty(self.after)) {
                (Some(old), Some(new)) if FuncType::eq(&old, &new) => {}
                _ => continue,
            }
            if self.after.deadline.is_over() {
                break;
            }
            if endless == PATIENCE {
                self.out.untold.push(calls.out_of_patience());
                break;
            }
            let checked = match &mut shared {
                Some(sessions) => self.call(call, sessions),
                None => self.alone(call),
            };
            let ends = [checked.before.as_ref().map(|trace| &trace.end), Some(&checked.after.end)];
            endless += usize::from(ends.into_iter().flatten().any(End::is_bounded));
            exports.push(checked);
        }
        self.say_unguarded(&exports);
        Ok(exports)
    }

    fn sessions(&self) -> (Session<'s>, Session<'s>) {
        (fresh(self.before), fresh(self.after))
    }

    /// Calls an export of instances of its own; and again as a host does that calls no init function.
    fn alone(&mut self, call: &ExportCall) -> CheckedExport {
        // A host runs a program before anything else, constructors, destructors and all.
        if let Some(program) = self.wrapped.filter(|_| call.name == START) {
            let mut sessions = (Session::start(program), Session::start(self.after));
            return self.call_both(call, &mut sessions, Old::AsItIs);
        }
        let (mut checked, written) = {
            let mut sessions = self.sessions();
            let checked = self.call(call, &mut sessions);
            (checked, sessions.1.wasi().stdout.clone())
        };
        let bounded = checked.before.as_ref().is_some_and(|trace| trace.end.is_bounded());
        if !bounded && !checked.after.end.is_bounded() {
            self.every_call(call, &checked, &written);
            checked.guarded = self.first_call(call);
        }
        checked
    }

    fn call(&mut self, call: &ExportCall, sessions: &mut (Session, Session)) -> CheckedExport {
        self.call_both(call, sessions, Old::Copy)
    }

    fn call_both(&mut self, call: &ExportCall, (old, new): &mut (Session, Session), which: Old) -> CheckedExport {
        let place = call.to_string();
        let first = match self.destructors_of(call) {
            Some(dtors) => old.call_wrapped(&call.name, dtors, &call.arguments).clone(),
            None => old.call(&call.name, &call.arguments).clone(),
        };
        let first = if which == Old::Copy { self.with_destructors(call, old, first) } else { first };
        let second = new.call(&call.name, &call.arguments).clone();
        // An export that gets zeros need not end, unless the user asked for this call.
        let wanted = !self.before.options.invoke.is_empty();
        self.out.ends(&place, &first.end, &second.end, wanted);
        let cut_short = first.end.is_cut_short() || second.end.is_cut_short();
        let is_comparable = !self.writes_earlier(&place, old, new);
        if is_comparable {
            let calls = match which {
                Old::Copy => [&first.calls, &second.calls].map(|calls| calls.iter().collect::<Vec<_>>()),
                // Constructors may have run earlier.
                Old::AsItIs => [&old.phases, &new.phases].map(|phases| all(phases)),
            };
            self.out.traces(&place, &calls[0], &calls[1], cut_short);
        }
        self.counts(&place, old, new);
        if !cut_short && is_comparable {
            self.out.output(&place, old, new);
            self.states(&place, old, new);
        }
        CheckedExport { call: place, before: Some(first), after: second, guarded: None }
    }

    /// A program runs destructors when it ends, also after a fix; the copy of one that is called here does not.
    fn with_destructors(&self, call: &ExportCall, old: &mut Session, program: PhaseTrace) -> PhaseTrace {
        let (Init::EveryCall { dtors: Some(dtors), .. }, true) = (&self.before.known.init, program.end.is_return())
        else {
            return program;
        };
        let runs_them = call.name == START && !self.before.wrappers.is_empty() && self.before.ends_with_destructors();
        if !runs_them {
            return program;
        }
        let ended = match self.before.wrappers.contains_key(dtors) {
            true => old.call_wrapped(&call.name, *dtors, &[]).clone(),
            false => old.call_func(*dtors, &[]).clone(),
        };
        let calls = [program.calls, ended.calls].concat();
        let end = if ended.end.is_return() { program.end } else { ended.end };
        PhaseTrace { phase: program.phase, calls, end }
    }

    /// The function that runs destructors and writes output, if that is what a call calls: the copy's does only the second.
    fn destructors_of(&self, call: &ExportCall) -> Option<u32> {
        let Init::EveryCall { dtors: Some(dtors), .. } = self.before.known.init else {
            return None;
        };
        let is_it = self.before.known.facts.functions.iter().any(|it| it.name == call.name && it.func == dtors);
        (is_it && self.before.wrappers.contains_key(&dtors)).then_some(dtors)
    }

    /// An export that runs the constructors each time: as it is, it gave what it gives without them; or it trapped, or the
    /// constructors ran several times, which is what a fix is for.
    fn every_call(&mut self, call: &ExportCall, checked: &CheckedExport, written: &[u8]) {
        let Some(wrapper) = call.wrapper(self.before) else {
            return;
        };
        // As a loader does, if it calls something first.
        let first = Init::Exports(self.before.known.init.names().to_vec());
        let mut real = Session::initialised_by(self.wrapped.unwrap_or(self.before), &first);
        let end = match self.wrapped {
            Some(_) => real.call(&call.name, &call.arguments).end.clone(),
            None => real.call_wrapped(&call.name, wrapper, &call.arguments).end.clone(),
        };
        let Some(reference) = checked.before.as_ref().map(|trace| &trace.end) else {
            return;
        };
        self.writes_later(&checked.call, &real, written);
        let again = real.constructors().filter(|count| *count > 1);
        match (&end, again) {
            (end, _) if end.same(reference) || reference.is_cut_short() || end.is_cut_short() => {}
            (End::Returned(_), Some(count)) => self.out.excuse(format!(
                "{call}: {end} → {}, since the constructors ran {} in that call",
                checked.after.end,
                times(count)
            )),
            (End::Returned(_), None) => self.out.differ(&checked.call, format!("{end} → {}", checked.after.end)),
            (end, _) => self.out.excuse(format!("{call}: {end}, with the constructors and destructors around it")),
        }
    }

    /// What the first module wrote at the end of a call, and the second did not, is what destructors wrote, or was in a buffer.
    fn writes_later(&mut self, place: &str, real: &Session, written: &[u8]) {
        let before = &real.wasi().stdout;
        if self.loses_output().is_none() && before.len() > written.len() && before.starts_with(written) {
            let more = quoted(&before[written.len()..]);
            let what = format!(
                "it wrote {more} at its end, and no longer does: whether destructors wrote that cannot be seen"
            );
            self.out.untold.push(format!("{place}: {what}"));
        }
    }

    /// What hosts that call no init function have to know, if they did not have to before.
    fn say_unguarded(&mut self, exports: &[CheckedExport]) {
        const SHOWN: usize = 5;
        let unguarded: Vec<&str> =
            exports.iter().filter(|it| it.guarded == Some(false)).map(|it| it.call.as_str()).collect();
        if self.after.deadline.is_over() || unguarded.is_empty() || !self.before.known.init.names().is_empty() {
            return;
        }
        let more = unguarded.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        self.out.notes.push(format!(
            "{} of {} exports do not make sure that the constructors have run, and need the init function to be called \
             before: {}{more}",
            unguarded.len(),
            exports.len(),
            unguarded.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", "),
        ));
    }
}
