//! Where the constructors are, and why they cannot be moved if that is so.

use super::fix::Decided;
use super::fix::Source;
use crate::error::Error;
use crate::error::Result;
use crate::hosts::START;
use crate::inspect::Convention;
use crate::inspect::Exported;
use crate::inspect::Facts;
use crate::inspect::Flush;
use crate::inspect::GuardedProgram;
use crate::inspect::Others;
use crate::inspect::Program;
use crate::inspect::Start;
use crate::inspect::StartKind;
use crate::inspect::Wrapped;
use crate::inspect::exempt::is_never_guarded;
use crate::options::AfterCall;
use crate::options::InitChoice;
use crate::options::Options;

pub(super) const PROGRAM: &str = "a command initialises itself, and may end the run";
const NO_PROGRAM: &str = "say --init=lazy if other exports need its constructors, or --init-export=_start if it is an initialiser after \
                         all";

/// Where the initialiser is, or why it cannot be moved.
pub(super) enum Found {
    Source(Source),
    /// There is nothing to run: why.
    Nothing(String),
    /// There is something, which has to stay: why, and what helps.
    Fixed {
        reason: String,
        help: &'static str,
    },
}

pub(super) fn find(facts: &Facts, options: &Options) -> Found {
    let fixed = |why: &str, help| Found::Fixed { reason: why.to_owned(), help };
    match &facts.convention {
        Convention::None | Convention::DtorsOnly if facts.evidence.is_hidden() => {
            Found::Nothing("nothing is seen that has to be initialised".to_owned())
        }
        Convention::None => Found::Nothing("there is nothing to initialise".to_owned()),
        Convention::Itself(_) => Found::Nothing("the exports run the constructors themselves, once".to_owned()),
        Convention::Uncalled(ctors) => uncalled(*ctors, options),
        Convention::DtorsOnly => Found::Nothing("there is nothing to initialise: only destructors run".to_owned()),
        Convention::Undecidable => fixed(
            "what runs constructors here, if anything, cannot be known",
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
        Convention::Wrapped(wrapped) if is_mixed(wrapped) && options.after_call == AfterCall::Flush => mixed(),
        Convention::Wrapped(wrapped) => Found::Source(Source::Wrapped(wrapped.clone())),
        Convention::Command(program) if options.init == InitChoice::Lazy => lazily(facts, program, options),
        Convention::Command(_) => fixed(PROGRAM, NO_PROGRAM),
        Convention::Loaded(loader) => match options.init {
            // What wasm-bindgen's JS calls was fixed before.
            InitChoice::Lazy if facts.run_once.is_some() => {
                Found::Nothing("exports make sure already that the constructors have run".to_owned())
            }
            InitChoice::Start if loader.keyword == "bindgen" && facts.start.is_some() => {
                Found::Nothing("the start section runs it already".to_owned())
            }
            _ => fixed(loader.why, loader.help),
        },
        Convention::Faulty => {
            fixed("hosts would not agree what to call", "link it again, with `_initialize` : () -> () or with `_start`")
        }
    }
}

/// A program whose other exports are to make sure that the constructors have run.
fn lazily(facts: &Facts, program: &Program, options: &Options) -> Found {
    let fixed = |why: &str, help| Found::Fixed { reason: why.to_owned(), help };
    let has_others = facts.functions.iter().any(|export| export.name != START && !is_never_guarded(&export.name));
    match program {
        Program::Guarded(GuardedProgram { is_own: true, .. }) => {
            Found::Nothing("every export makes sure already that the constructors have run".to_owned())
        }
        Program::Guarded(GuardedProgram { is_own: false, .. }) => {
            Found::Nothing("every export makes sure already that something has run once, as constructors do".to_owned())
        }
        Program::Called => fixed(
            "the module calls `_start` itself, or can, and that would no longer run the constructors",
            "link it so that nothing but the host calls `_start`",
        ),
        Program::Nothing => Found::Nothing("there is nothing to initialise".to_owned()),
        _ if !has_others => fixed("it exports nothing else that needs constructors", "leave out --init"),
        Program::Runs(wrapped) if is_mixed(wrapped) && options.after_call == AfterCall::Flush => mixed(),
        Program::Runs(wrapped) => Found::Source(Source::Program(wrapped.clone())),
        Program::Unseen => fixed(
            "it cannot be seen that `_start` runs constructors first",
            "link it with names, or with initfix-wasm-ld, and if it is no program, as a reactor",
        ),
    }
}

/// They may have run before, when a snapshot of the memory was taken, or trap where nothing has been set up for them: so only the user's
/// word, or what the linker made just now, gets them run.
fn uncalled(ctors: u32, options: &Options) -> Found {
    if options.init == InitChoice::Auto && !options.at_link {
        return Found::Nothing(
            "nothing calls the constructors, and whether they should run cannot be known".to_owned(),
        );
    }
    Found::Source(Source::Wrapped(Wrapped {
        ctors,
        dtors: None,
        wrappers: Vec::new(),
        taken: Vec::new(),
        bindgen: None,
    }))
}

fn mixed() -> Found {
    Found::Fixed {
        reason: "at the end of each call, exports run destructors and may write buffered output, and one cannot go without the \
                 other"
            .to_owned(),
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
        return Found::Nothing(format!("`{name}` is there, but does nothing"));
    }
    if let Some(others) = &exported.others {
        let reason = format!("`{name}` has to stay as it is: {}", shown(others));
        return Found::Fixed { reason, help: "leave out --init" };
    }
    Found::Source(Source::Exported(exported.clone()))
}

fn shown(others: &Others) -> String {
    match others {
        Others::Start => "the start section runs it too".to_owned(),
        Others::Ctors => {
            "`__wasm_call_ctors` is exported too, and whether that runs the same constructors cannot be seen".to_owned()
        }
        Others::Merged(other) => {
            format!("`{other}` initialises what was merged into the module, and has to be called too")
        }
        Others::Wrapped(export) => format!("exports such as `{export}` run other constructors on every call"),
        Others::Referred => "it may be called through a table or a reference, too".to_owned(),
        Others::Caller(caller) => format!("{caller} calls it too"),
    }
}

fn started(facts: &Facts) -> Found {
    let Some(start) = &facts.start else {
        return Found::Nothing("there is nothing to initialise".to_owned());
    };
    match start.kind {
        StartKind::MemoryInit => Found::Nothing(format!(
            "the start section ({}) only prepares memory for the linker, and has to",
            start.function
        )),
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
pub(super) fn stays(found: Found, facts: &Facts, choice: InitChoice) -> Result<Decided> {
    let reason = match found {
        Found::Fixed { reason, help } if choice != InitChoice::Auto => {
            return Err(Error::refused(format!("this module {}; {reason}; {help}", facts.evidence)));
        }
        Found::Fixed { reason, .. } | Found::Nothing(reason) => reason,
        Found::Source(_) => "the initialiser stays".to_owned(),
    };
    let mut decided = Decided::leave(reason);
    advise(&mut decided, facts);
    Ok(decided)
}

/// What the user can do about a module that is left as it is.
fn advise(decided: &mut Decided, facts: &Facts) {
    let reasons = &mut decided.reasons;
    match facts.convention {
        Convention::Undecidable => reasons.notes.push(match facts.evidence.may_be_constructors() {
            Some(ctors) => format!(
                "lld calls the constructors first in each export of a command: if {ctors} is that, say --assume-wrapped; \
                 initfix-wasm-ld sees it when it links"
            ),
            None => "if an export runs constructors, name it with --init-export=NAME".to_owned(),
        }),
        Convention::Uncalled(_) => reasons.notes.push(
            "if they should run, say --init=lazy, and the first call of an export runs them; initfix-wasm-ld does so when it links"
                .to_owned(),
        ),
        Convention::Wrapped(_) => {
            reasons.notes.push(
                "if an optimiser came after the linker, link with initfix-wasm-ld, which comes before it; or say \
                 --after-call=nothing: then the host does both at the end, by instance.exports.__wasm_call_dtors()"
                    .to_owned(),
            );
        }
        Convention::Command(ref program) if program.reruns() > 0 => reasons.notes.push(
            "other exports run the constructors again, over what the program made: --init=lazy has them run once".to_owned(),
        ),
        Convention::None | Convention::Start | Convention::DtorsOnly if facts.evidence.is_hidden() => reasons.notes.push(
            "if it is C++, or has other constructors, link it with initfix-wasm-ld, which sees them, or as a reactor (clang: \
             -mexec-model=reactor)"
                .to_owned(),
        ),
        Convention::DtorsOnly => reasons.notes.push(
            "each call ends with destructors and buffered output; linked as a reactor (clang: -mexec-model=reactor), it ends \
             with neither, and output is written when its buffer is full or flushed"
                .to_owned(),
        ),
        Convention::Faulty => {
            reasons.warnings.push("hosts that check, like wasmtime and Node's WASI, refuse this module".to_owned());
        }
        _ => {}
    }
}

/// Why a start function that does both is no initialiser to move.
pub(super) fn prepares_memory(start: &Start) -> String {
    format!("{} prepares memory for the linker before it runs code", start.function)
}
