//! Where the constructors are, and why they cannot be moved if that is so.

use super::fix::Decided;
use super::fix::Source;
use super::note::Advice;
use super::note::Note;
use super::reason::NothingToDo;
use super::reason::Reason;
use super::reason::StartSection;
use super::reason::Stays;
use super::warning::Warning;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::START;
use crate::inspect::Convention;
use crate::inspect::Exported;
use crate::inspect::Facts;
use crate::inspect::Flush;
use crate::inspect::GuardedProgram;
use crate::inspect::Program;
use crate::inspect::StartKind;
use crate::inspect::Wrapped;
use crate::inspect::exempt::is_never_guarded;
use crate::options::AfterCall;
use crate::options::InitChoice;
use crate::options::Options;

const NO_PROGRAM: &str = "say --init=lazy if other exports need its constructors, or --init-export=_start if it is an initialiser after \
                         all";

/// Where the initialiser is, or why it cannot be moved.
pub(super) enum Found {
    Source(Source),
    /// There is nothing to run: why.
    Nothing(NothingToDo),
    /// There is something that is not moved: why, and what helps the user who wants that.
    Fixed {
        reason: Stays,
        help: &'static str,
    },
}

pub(super) fn find(facts: &Facts, options: &Options) -> Found {
    let is_kept = facts.start.as_ref().is_some_and(|start| start.marked.is_some());
    match by_convention(facts, options) {
        // It would come behind the mark.
        Found::Source(Source::Exported(_) | Source::Wrapped(_) | Source::Program(_)) if is_kept => Found::Fixed {
            reason: Stays::KeptMemory,
            help: "say --init in one run with --segments=init, for the module as it was before",
        },
        found => found,
    }
}

fn by_convention(facts: &Facts, options: &Options) -> Found {
    let fixed = |reason, help| Found::Fixed { reason, help };
    match &facts.convention {
        Convention::None | Convention::DtorsOnly if facts.evidence.is_hidden() => {
            Found::Nothing(NothingToDo::NothingSeen)
        }
        Convention::None => Found::Nothing(NothingToDo::NothingThere),
        Convention::Itself(_) => Found::Nothing(NothingToDo::RunThemOnce),
        Convention::Uncalled(ctors) => uncalled(*ctors, facts, options),
        Convention::DtorsOnly => Found::Nothing(NothingToDo::OnlyDestructors),
        Convention::Undecidable => fixed(
            Stays::Unknown,
            match facts.evidence.may_be_constructors() {
                Some(_) => "if that function does, say --assume-wrapped",
                None => "if an export does, name it with --init-export=NAME",
            },
        ),
        Convention::Start => started(facts),
        Convention::Reactor(it)
        | Convention::Ctors(it)
        | Convention::Lazy(it)
        | Convention::ExportStart(it)
        | Convention::Named(it) => exported(it),
        Convention::Wrapped(wrapped) if is_mixed(wrapped) && flushes(options) => mixed(),
        Convention::Wrapped(wrapped) => Found::Source(Source::Wrapped(wrapped.clone())),
        Convention::Command(program) if matches!(options.init, InitChoice::Lazy | InitChoice::Start) => {
            of_program(facts, program, options)
        }
        Convention::Command(_) => fixed(Stays::Program, NO_PROGRAM),
        Convention::Loaded(loader) => match options.init {
            // What wasm-bindgen's JS calls was fixed before.
            InitChoice::Lazy if facts.run_once.is_some() => Found::Nothing(NothingToDo::Guarded),
            InitChoice::Start if loader.keyword == "bindgen" && facts.start.is_some() => {
                Found::Nothing(NothingToDo::AlreadyStarted)
            }
            _ => fixed(Stays::HasLoader(loader), loader.help),
        },
        Convention::Faulty => fixed(Stays::Faulty, "link it again, with `_initialize` : () -> () or with `_start`"),
    }
}

/// A program whose constructors shall run elsewhere than in `_start`: in the start section, or in the first export that is called.
fn of_program(facts: &Facts, program: &Program, options: &Options) -> Found {
    let fixed = |reason, help| Found::Fixed { reason, help };
    let is_lazy = options.init == InitChoice::Lazy;
    let has_others = facts.functions.iter().any(|export| export.name != START && !is_never_guarded(&export.name));
    match program {
        Program::Guarded(GuardedProgram { is_own: true, .. }) => Found::Nothing(NothingToDo::Guarded),
        Program::Guarded(GuardedProgram { is_own: false, .. }) => Found::Nothing(NothingToDo::GuardedSomething),
        Program::Started(_) => Found::Nothing(NothingToDo::AlreadyStarted),
        Program::Called => fixed(Stays::StartIsCalled, "link it so that nothing but the host calls `_start`"),
        Program::Nothing => Found::Nothing(NothingToDo::NothingThere),
        _ if is_lazy && !has_others => fixed(Stays::NoOtherExports, "leave out --init"),
        Program::Runs(wrapped) if is_lazy && !wrapped.sets_up.is_empty() => {
            fixed(Stays::ProgramSetsUp, "say --init=start if its imports work then")
        }
        Program::Runs(wrapped) if is_mixed(wrapped) && flushes(options) && (is_lazy || ends_others(wrapped, facts)) => {
            mixed()
        }
        Program::Runs(wrapped) => Found::Source(Source::Program(wrapped.clone())),
        Program::Unseen if !is_lazy && !facts.names && runs_code(facts) => {
            Found::Nothing(NothingToDo::StartedSomething)
        }
        // With names, the linker's function would have been seen.
        Program::Unseen if facts.names => fixed(Stays::ProgramUnseen, "if it is no program, link it as a reactor"),
        Program::Unseen => fixed(
            Stays::ProgramUnseen,
            "link it with initfix-wasm-ld, or with names (the wasm-opt that clang runs with -O drops them), and if it is no program, as a reactor",
        ),
    }
}

fn flushes(options: &Options) -> bool {
    options.after_call == AfterCall::Flush
}

/// Whether exports beside `_start` end with destructors, and would no longer do so.
pub(super) fn ends_others(wrapped: &Wrapped, facts: &Facts) -> bool {
    let start = facts.functions.iter().find(|export| export.name == START).map(|export| export.func);
    wrapped.wrappers.iter().any(|wrapper| Some(wrapper.func) != start && wrapper.dtors_call.is_some())
}

/// Whether the start section does more than to prepare memory.
fn runs_code(facts: &Facts) -> bool {
    facts.start.as_ref().is_some_and(|start| start.kind != StartKind::MemoryInit)
}

/// They may have run before, when a snapshot of the memory was taken, or trap where nothing has been set up for them: so only the user's
/// word, or what the linker made just now, gets them run.
fn uncalled(ctors: u32, facts: &Facts, options: &Options) -> Found {
    // Whatever the user says, threads keep everything as it is.
    let is_shared = facts.memories.iter().any(|memory| memory.shared);
    if options.init == InitChoice::Auto && !options.at_link && !is_shared {
        return Found::Fixed { reason: Stays::Uncalled, help: "say --init=lazy" };
    }
    Found::Source(Source::Wrapped(Wrapped {
        ctors,
        dtors: None,
        wrappers: Vec::new(),
        taken: Vec::new(),
        sets_up: Vec::new(),
        bindgen: None,
    }))
}

fn mixed() -> Found {
    Found::Fixed {
        reason: Stays::Mixed,
        help: "say --after-call=nothing if neither has to happen after each call, or link it as a reactor",
    }
}

/// Whether what exports call last may write output, and cannot be told apart from destructors.
pub(super) fn is_mixed(wrapped: &Wrapped) -> bool {
    wrapped.dtors.is_some_and(|dtors| dtors.flush == Flush::Unknown)
}

fn exported(exported: &Exported) -> Found {
    let name = &exported.name;
    if exported.empty {
        return Found::Nothing(NothingToDo::DoesNothing(name.clone()));
    }
    if let Some(others) = &exported.others {
        return Found::Fixed {
            reason: Stays::HasOthers(name.clone(), Box::new(others.clone())),
            help: "leave out --init",
        };
    }
    Found::Source(Source::Exported(exported.clone()))
}

fn started(facts: &Facts) -> Found {
    let Some(start) = &facts.start else {
        return Found::Nothing(NothingToDo::NothingThere);
    };
    match start.kind {
        StartKind::MemoryInit => Found::Nothing(NothingToDo::MemoryOnly(Box::new(start.function.clone()))),
        StartKind::MemoryInitThenCode | StartKind::Code => {
            // What did this before it went to the start section, and does nothing now, can do it again.
            let mut start = start.clone();
            let emptied = facts.emptied.iter().filter(|name| !start.exports.contains(name)).cloned();
            start.exports.extend(emptied.collect::<Vec<_>>());
            Found::Source(Source::Started(start))
        }
    }
}

/// What is said of an initialiser that cannot be moved, or that is not there.
///
/// # Errors
///
/// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if the user asks to move one that has to stay.
pub(super) fn stays(found: Found, facts: &Facts, options: &Options) -> Result<Decided> {
    let reason = match found {
        Found::Fixed { reason, help } if options.init != InitChoice::Auto => {
            return Err(Error::refused(format!("this module {}; {reason}; {help}", facts.evidence)));
        }
        Found::Fixed { reason, .. } => Reason::Stays(reason),
        Found::Nothing(reason) => Reason::Done(reason),
        Found::Source(_) => Reason::Section(StartSection::SectionStays),
    };
    let mut decided = Decided::leave(reason);
    decided.reasons.notes.extend(advice(facts, options).map(Note::Advice));
    if facts.convention == Convention::Faulty {
        decided.reasons.warnings.push(Warning::HostsRefuse);
    }
    Ok(decided)
}

/// What the user can do about a module that is left as it is.
fn advice(facts: &Facts, options: &Options) -> Option<Advice> {
    Some(match facts.convention {
        Convention::Undecidable => match facts.evidence.may_be_constructors() {
            Some(ctors) => Advice::AssumeWrapped(ctors.clone()),
            None => Advice::NameInitialiser,
        },
        Convention::Uncalled(_) if options.host.is_none() => Advice::RunUncalled,
        Convention::Wrapped(_) => Advice::TellApart,
        Convention::Command(ref program) if program.reruns() > 0 => Advice::GuardProgram,
        Convention::None | Convention::Start | Convention::DtorsOnly if facts.evidence.is_hidden() => {
            if facts.is_rust() { Advice::ShowHiddenRust } else { Advice::ShowHidden }
        }
        Convention::DtorsOnly if facts.is_rust() => Advice::LinkAsReactorRust,
        Convention::DtorsOnly => Advice::LinkAsReactor,
        _ => return None,
    })
}
