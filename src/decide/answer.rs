//! What there is to say of an answer to "who runs the constructors, and when?", and what it takes to carry one out.

use std::collections::HashSet;

use super::fix::Decided;
use super::fix::InitFix;
use super::fix::InitTarget;
use super::fix::Reasons;
use super::fix::Source;
use super::main_export::main_export;
use super::note::Changed;
use super::note::Note;
use super::proof;
use super::reason::MayStart;
use super::reason::Reason;
use super::shared;
use super::source::ends_others;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::INITIALIZE;
use crate::hosts::START;
use crate::inspect::Beyond;
use crate::inspect::Direction;
use crate::inspect::Dtors;
use crate::inspect::ExportedFunction;
use crate::inspect::Facts;
use crate::inspect::Flush;
use crate::inspect::Reach;
use crate::inspect::Wrapped;
use crate::inspect::exempt::is_never_guarded;
use crate::inspect::is_tool_export;
use crate::options::AfterCall;
use crate::options::DtorsExport;
use crate::options::InitChoice;
use crate::options::Options;
use crate::options::Policy;

/// A question about an initialiser that can be moved.
pub(super) struct Question<'a> {
    pub facts: &'a Facts,
    pub options: &'a Options,
    /// What hosts can reach of the memory once the memory options are followed.
    pub memory: Direction,
    pub source: Source,
}

/// An answer that can be carried out.
pub(super) struct Answer {
    pub target: InitTarget,
    /// Why it is right, or why that is not known.
    pub is_right: std::result::Result<Reason, Reason>,
}

/// What is known of an initialiser at which nothing looked.
static UNSEEN: Reach = Reach {
    imports: Vec::new(),
    indirect: true,
    beyond: Beyond::NotFollowed,
    functions: 0,
    reads: Vec::new(),
    writes: Vec::new(),
};

impl Question<'_> {
    /// A start section runs in every thread, and each thread has a guard of its own.
    pub fn is_shared(&self) -> bool {
        self.facts.sharing.is_some()
    }

    pub fn reach(&self) -> &Reach {
        self.facts.initialiser.as_ref().map_or(&UNSEEN, |initialiser| &initialiser.reach)
    }

    /// The init function's names if it is called `name` as well.
    pub fn names_with<'n>(&'n self, name: &'n str) -> Vec<&'n str> {
        let own = self.source.names().into_iter().filter(|own| *own != name);
        std::iter::once(name).chain(own).collect()
    }

    /// Why constructors that wrapped exports ran may not run before all exports: one never ran them, and may have to come first, to give
    /// them something. A tool that merges modules adds such exports, and lld none.
    pub fn comes_too_early(&self) -> Option<Reason> {
        let Source::Wrapped(Wrapped { wrappers, dtors, bindgen: None, .. }) = &self.source else {
            return None;
        };
        let is_default = self.options.init == InitChoice::Auto && self.options.policy == Policy::Reach;
        if !is_default || wrappers.is_empty() {
            return None;
        }
        let mut known: HashSet<u32> = wrappers.iter().map(|wrapper| wrapper.func).collect();
        known.extend(dtors.map(|dtors| dtors.func));
        let is_plain = |export: &&ExportedFunction| {
            !known.contains(&export.func) && !is_never_guarded(&export.name) && !is_tool_export(&export.name)
        };
        let plain = self.facts.functions.iter().find(is_plain)?;
        Some(Reason::Start(MayStart::NeverRan(plain.name.clone())))
    }

    /// Whether the init function can have this name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if something else has it, or hosts refuse it.
    pub fn can_be_called(&self, name: &str) -> Result<()> {
        let is_own = self.source.names().contains(&name);
        if !is_own && self.facts.exports.iter().any(|export| export == name) {
            return Err(Error::refused(format!(
                "something else is exported as `{name}`; choose another name for the init function with --init-name=NAME"
            )));
        }
        // tool-conventions, BasicModuleABI.md: the two exclude each other, and Node refuses a module that has both.
        let other = match name {
            INITIALIZE => START,
            START => INITIALIZE,
            _ => return Ok(()),
        };
        if self.facts.exports.iter().any(|export| export == other) {
            return Err(Error::refused(format!(
                "exports `{other}`, and hosts refuse a module that exports `{name}` too; choose another name for the init \
                 function with --init-name=NAME"
            )));
        }
        Ok(())
    }

    /// The fix that an answer comes down to.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if the destructors, or `main`, cannot have the name that the options give them.
    pub fn carry_out(&self, target: InitTarget, reason: Reason) -> Result<Decided> {
        let dtors = self.dtors_export(&target)?;
        let main = match (&self.source, &target) {
            (Source::Program(_), InitTarget::Start { .. }) => main_export(self.facts, self.options)?,
            _ => None,
        };
        let mut decided = self.with_dtors(target, reason, dtors);
        if let (Some((export, note)), Some(fix)) = (main, &mut decided.fix) {
            fix.main = Some(export);
            decided.reasons.notes.extend(note.map(Note::Changed));
        }
        Ok(decided)
    }

    /// The fix that an answer comes down to; destructors are exported under this name, if they have one.
    pub fn with_dtors(&self, target: InitTarget, reason: Reason, dtors: Option<String>) -> Decided {
        let is_started = matches!(target, InitTarget::Start { .. });
        let taken = self.note_taken().filter(|_| !is_started);
        let threads = shared::note(self.facts, self.options).filter(|_| !is_started);
        let changed =
            [taken, self.note_dropped(&target), self.note_first_call(&target), self.note_dtors(&target), threads];
        let notes = changed.into_iter().flatten().map(Note::Changed).collect();
        let flushes = self.flushes(&target);
        let word = shared::word(self.facts, self.options).filter(|_| !is_started);
        let fix = Some(InitFix { source: self.source.clone(), target, dtors, flushes, word, main: None });
        Decided { fix, reasons: Reasons { reason, notes, warnings: Vec::new() } }
    }

    /// What the change does not reach: callers of a wrapper that do not go through its export.
    fn note_taken(&self) -> Option<Changed> {
        let taken = &self.source.wrapped().filter(|wrapped| !wrapped.taken.is_empty())?.taken;
        Some(Changed::CalledOtherwise(taken.clone()))
    }

    /// Constructors that a host called when it liked, and that the first call runs now.
    fn note_first_call(&self, target: &InitTarget) -> Option<Changed> {
        if let (Source::Program(_), InitTarget::Lazy { .. }) = (&self.source, target) {
            return Some(Changed::FirstCallRunsProgram);
        }
        let exposed = proof::exposed(self.facts, self.memory)?;
        let is_first = matches!((target, &self.source), (InitTarget::Lazy { .. }, Source::Exported(_)));
        is_first.then(|| Changed::FirstCallReads(exposed.clone()))
    }

    /// Exports that go, so that no host calls them.
    fn note_dropped(&self, target: &InitTarget) -> Option<Changed> {
        let InitTarget::Lazy { name, drop_exports: true, .. } = target else {
            return None;
        };
        let gone: Vec<String> = self
            .source
            .names()
            .iter()
            .filter(|own| name.as_deref() != Some(**own))
            .map(|own| (*own).to_owned())
            .collect();
        (!gone.is_empty()).then_some(Changed::NoLongerExported(gone))
    }

    /// Whether exports go on writing buffered output after each call.
    fn flushes(&self, target: &InitTarget) -> bool {
        let can_flush = self.source.wrapped().is_some_and(Wrapped::can_flush) && self.ends_change(target);
        can_flush && self.options.after_call == AfterCall::Flush
    }

    /// Whether exports end otherwise than they did. Where the start section runs the constructors of a program, `_start` does not.
    fn ends_change(&self, target: &InitTarget) -> bool {
        match (&self.source, target) {
            (Source::Program(wrapped), InitTarget::Start { .. }) => ends_others(wrapped, self.facts),
            _ => true,
        }
    }

    /// The destructors that exports no longer call, if they do anything; without what they go on doing.
    fn dropped_dtors(&self, target: &InitTarget) -> Option<Dtors> {
        let wrapped = self.source.wrapped().filter(|_| self.ends_change(target))?;
        let stays = |dtors: &Dtors| self.flushes(target) && dtors.flush == Flush::All;
        wrapped.dtors.filter(|dtors| !dtors.empty && !stays(dtors))
    }

    fn note_dtors(&self, target: &InitTarget) -> Option<Changed> {
        let dtors = self.dropped_dtors(target)?;
        let is_program = matches!(self.source, Source::Program(_));
        Some(match dtors.flush {
            _ if is_program && self.flushes(target) => Changed::DestructorsAtEndOutputKept,
            _ if is_program => Changed::DestructorsAtEnd,
            Flush::Nothing => Changed::DestructorsDropped,
            Flush::Behind { .. } if self.flushes(target) => Changed::DestructorsDroppedOutputKept,
            Flush::All | Flush::Behind { .. } | Flush::Unknown => Changed::OutputDropped,
        })
    }

    /// The name for destructors that no export calls any more, if they get one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if something else has the name that the user or the default gives.
    fn dtors_export(&self, target: &InitTarget) -> Result<Option<String>> {
        let (Some(dtors), DtorsExport::Name(name)) = (self.dropped_dtors(target), &self.options.dtors) else {
            return Ok(None);
        };
        // A program runs them when it ends.
        if let Source::Program(_) = self.source {
            return Ok(None);
        }
        if self.facts.functions.iter().any(|export| export.name == *name && export.func == dtors.func) {
            return Ok(None);
        }
        if self.facts.exports.contains(name) {
            return Err(Error::refused(format!(
                "something else is exported as `{name}`; choose another name with --export-dtors=NAME, or --no-export-dtors"
            )));
        }
        Ok(Some(name.clone()))
    }
}
