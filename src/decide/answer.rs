//! What there is to say of an answer to "who runs the constructors, and when?", and what it takes to carry one out.

use std::collections::HashSet;

use super::fix::Decided;
use super::fix::InitFix;
use super::fix::InitTarget;
use super::fix::Reasons;
use super::fix::Source;
use super::proof;
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

/// Why threads keep everything as it is.
pub(super) const SHARED: &str =
    "memory is shared: the start section runs in every thread, and so would a run-once guard";

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
    pub is_right: std::result::Result<String, String>,
}

/// What is known of an initialiser at which nothing looked.
static UNSEEN: Reach =
    Reach { imports: Vec::new(), indirect: true, beyond: Beyond::NotFollowed, functions: 0, reads: Vec::new() };

impl Question<'_> {
    /// A start section runs in every thread, and each thread has a guard of its own.
    pub fn is_shared(&self) -> bool {
        self.facts.memories.iter().any(|memory| memory.shared)
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
    /// them something. A tool that merges modules adds such exports, and lld none: what it has just made has none.
    pub fn comes_too_early(&self) -> Option<String> {
        let Source::Wrapped(Wrapped { wrappers, dtors, bindgen: None, .. }) = &self.source else {
            return None;
        };
        let is_default = self.options.init == InitChoice::Auto && self.options.policy == Policy::Reach;
        if !is_default || self.options.at_link {
            return None;
        }
        let mut known: HashSet<u32> = wrappers.iter().map(|wrapper| wrapper.func).collect();
        known.extend(dtors.map(|dtors| dtors.func));
        let is_plain = |export: &&ExportedFunction| {
            !known.contains(&export.func) && !is_never_guarded(&export.name) && !is_tool_export(&export.name)
        };
        let plain = self.facts.functions.iter().find(is_plain)?;
        Some(format!("`{}` never ran the constructors, and may have to be called before they run", plain.name))
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
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if the destructors cannot have the name that they are to have.
    pub fn carry_out(&self, target: InitTarget, reason: String) -> Result<Decided> {
        let dtors = self.dtors_export()?;
        Ok(self.with_dtors(target, reason, dtors))
    }

    /// The fix that an answer comes down to; destructors are exported under this name, if they have one.
    pub fn with_dtors(&self, target: InitTarget, reason: String, dtors: Option<String>) -> Decided {
        let is_started = matches!(target, InitTarget::Start { .. });
        let mut notes: Vec<String> = self.note_taken().filter(|_| !is_started).into_iter().collect();
        notes.extend(self.note_dropped(&target));
        notes.extend(self.note_first_call(&target));
        notes.extend(self.note_dtors());
        let fix = Some(InitFix { source: self.source.clone(), target, dtors, flushes: self.flushes() });
        Decided { fix, reasons: Reasons { reason, notes, warnings: Vec::new() } }
    }

    /// What the change does not reach: callers of a wrapper that do not go through its export.
    fn note_taken(&self) -> Option<String> {
        let taken = &self.source.wrapped().filter(|wrapped| !wrapped.taken.is_empty())?.taken;
        Some(format!(
            "{} can also be called through a table or a reference, and no longer initialises then",
            proof::list(taken)
        ))
    }

    /// Constructors that a host called when it liked, and that the first call runs now.
    fn note_first_call(&self, target: &InitTarget) -> Option<String> {
        if let Source::Program(_) = self.source {
            return Some(
                "the first call of any export runs the constructors: what a host writes for them has to be there before"
                    .to_owned(),
            );
        }
        let exposed = proof::exposed(self.facts, self.memory)?;
        let is_first = matches!((target, &self.source), (InitTarget::Lazy { .. }, Source::Exported(_)));
        is_first.then(|| {
            format!(
                "the first call of an export runs the constructors now: a host that writes to {} for them has to do that before",
                proof::shown(exposed)
            )
        })
    }

    /// Exports that go, so that no host calls them.
    fn note_dropped(&self, target: &InitTarget) -> Option<String> {
        let InitTarget::Lazy { name, drop_exports: true, .. } = target else {
            return None;
        };
        let gone: Vec<String> = self
            .source
            .names()
            .iter()
            .filter(|own| name.as_deref() != Some(**own))
            .map(|own| format!("`{own}`"))
            .collect();
        (!gone.is_empty()).then(|| format!("no longer exported, so that no host calls it: {}", gone.join(", ")))
    }

    /// Whether exports go on writing buffered output after each call.
    fn flushes(&self) -> bool {
        let can_flush = self.source.wrapped().is_some_and(Wrapped::can_flush);
        can_flush && self.options.after_call == AfterCall::Flush
    }

    /// The destructors that exports no longer call, if they do anything; without what they go on doing.
    fn dropped_dtors(&self) -> Option<Dtors> {
        let wrapped = self.source.wrapped()?;
        let stays = |dtors: &Dtors| self.flushes() && dtors.flush == Flush::All;
        wrapped.dtors.filter(|dtors| !dtors.empty && !stays(dtors))
    }

    fn note_dtors(&self) -> Option<String> {
        let dtors = self.dropped_dtors()?;
        if let Source::Program(_) = self.source {
            return Some(match self.flushes() {
                true => "destructors and atexit handlers run when `_start` ends, and no longer after each call: what they destroy is \
                         gone then; buffered output is still written"
                    .to_owned(),
                false => "destructors, atexit handlers and the flushing of stdio happen when `_start` ends, and no longer after \
                          each call: what they destroy is gone then"
                    .to_owned(),
            });
        }
        Some(match dtors.flush {
            Flush::Nothing => "destructors and atexit handlers no longer run after each call".to_owned(),
            Flush::Behind { .. } if self.flushes() => {
                "destructors and atexit handlers no longer run after each call; buffered output is still written"
                    .to_owned()
            }
            Flush::All | Flush::Behind { .. } | Flush::Unknown => {
                "destructors, atexit handlers and the flushing of stdio no longer happen after each call".to_owned()
            }
        })
    }

    /// The name for destructors that no export calls any more, if they get one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if something else has the name that the user or the default gives.
    fn dtors_export(&self) -> Result<Option<String>> {
        let (Some(dtors), DtorsExport::Name(name)) = (self.dropped_dtors(), &self.options.dtors) else {
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
