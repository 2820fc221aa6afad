//! What a module is: who runs the constructors now, and what goes wrong with that.

use crate::hosts::REACTOR_NAMES;
use crate::hosts::START;
use crate::inspect::Direction;
use crate::inspect::Facts;
use crate::inspect::Initialiser;
use crate::inspect::Program;
use crate::inspect::Runner;
use crate::inspect::StartKind;

/// One or two sentences that need no knowledge of conventions.
pub(super) fn now(facts: &Facts) -> String {
    match facts.convention.runner() {
        Runner::Nothing if facts.evidence.is_hidden() => {
            "no constructors are seen; if there are some, an optimiser has put them into the exports, and names that would show \
             them are gone"
                .to_owned()
        }
        Runner::Nothing => "there are no constructors: a host can call any export at once".to_owned(),
        Runner::Unseen => unseen(facts),
        Runner::Start => start(facts),
        Runner::Host(it) if it.empty => format!("the host may call `{}`, but that does nothing", it.name),
        Runner::Host(it) if it.ensured => {
            format!("the host calls `{}`, or functions of the module do so when they need it", it.name)
        }
        Runner::Host(it) => {
            let is_known = REACTOR_NAMES.iter().any(|name| it.is_called(name));
            let known = if is_known { "" } else { "; few hosts know that name" };
            let first: String = facts.called_once().map(|name| format!("`{name}` and then ")).collect();
            format!(
                "the host has to call {first}`{}` once, before any other export: if it does not, what the constructors set up \
                 is missing, and calls may trap{known}",
                it.name
            )
        }
        Runner::HostOnce(it) => {
            format!("the host calls `{}`, which runs the constructors, and does so only once", it.name)
        }
        Runner::FirstCall => "the first call of an export runs the constructors, and no other call does".to_owned(),
        Runner::EveryCall { dtors } => every_call(dtors).to_owned(),
        Runner::Never => {
            "there are constructors, and nothing runs them: what they set up is missing, unless they ran before the module was \
             written"
                .to_owned()
        }
        Runner::OnlyDestructors => "there are no constructors, but each call ends with destructors".to_owned(),
        Runner::Program(program) => self::program(facts, program),
        Runner::Loader(loader) => format!("{} loads the module, and runs its constructors in time", loader.name),
        Runner::Disputed => "the module is broken: hosts do not agree what to call first, and some refuse it".to_owned(),
    }
}

fn unseen(facts: &Facts) -> String {
    match facts.evidence.may_be_constructors() {
        Some(function) => format!(
            "each export first calls {function}: if that runs the constructors, every call resets what they set; if it is the \
             program's own, all is well"
        ),
        None => "it cannot be seen who runs the constructors, if there are any".to_owned(),
    }
}

fn start(facts: &Facts) -> String {
    match facts.start.as_ref().map(|start| start.kind) {
        Some(StartKind::MemoryInit) => "there are no constructors; the start section prepares memory".to_owned(),
        _ => {
            let instantiation = "the start section runs the constructors while the host instantiates the module";
            let is_harmless = facts.initialiser.as_ref().is_some_and(Initialiser::is_harmless);
            let early = match facts.memory {
                Direction::Exported if !is_harmless => {
                    ": the host has no exports then, so an import that they call fails if it needs the exported memory"
                }
                Direction::Both if !is_harmless => {
                    ": the host has no exports then, so an import that they call has to use the memory that the host gave"
                }
                _ => "; the host has nothing to do",
            };
            format!("{instantiation}{early}")
        }
    }
}

fn every_call(dtors: bool) -> &'static str {
    if dtors {
        "each export runs the constructors first and the destructors last, on every call: state is lost between calls, and a \
         later call may trap"
    } else {
        "each export runs the constructors first, on every call: every call resets what they set"
    }
}

fn program(facts: &Facts, program: &Program) -> String {
    let has_others = facts.functions.iter().any(|function| function.name != START);
    let others = match program {
        Program::Nothing => return format!("a program without constructors: the host calls `{START}`"),
        Program::Unseen => {
            return format!(
                "a program: the host calls `{START}`, which runs `main`, and before it the constructors, if any"
            );
        }
        Program::Started(_) => {
            return format!(
                "a program: the start section runs the constructors while the host instantiates it, and the host calls `{START}`, \
                 which runs `main`"
            );
        }
        _ if program.reruns() > 0 => {
            "; its other exports run the constructors again on every call, over what the program made"
        }
        _ if program.is_guarded() => "; its other exports make sure that the constructors have run",
        Program::Runs(_) if has_others => "; its other exports do not run them",
        _ => "",
    };
    format!("a program: the host calls `{START}`, which runs the constructors and then `main`{others}")
}
