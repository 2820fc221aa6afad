//! Why a module is changed, or stays as it is: one sentence without a period. `{:#}` leaves out which functions come to call an import.

use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use super::named::named;
use crate::decide::AskedFor;
use crate::decide::HostReason;
use crate::decide::How;
use crate::decide::InitCall;
use crate::decide::Lacks;
use crate::decide::MayStart;
use crate::decide::NothingToDo;
use crate::decide::Reason;
use crate::decide::StartSection;
use crate::decide::Stays;
use crate::inspect::Others;

impl Display for Reason {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(it) => it.fmt(f),
            Self::Stays(it) => it.fmt(f),
            Self::Section(it) => it.fmt(f),
            Self::Start(it) => it.fmt(f),
            Self::Call(it) => it.fmt(f),
            Self::Host(host, it) => of_host(f, host, it),
            Self::Asked(it) => it.fmt(f),
        }
    }
}

impl Display for NothingToDo {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingSeen => f.write_str("nothing shows whether it has constructors"),
            Self::NothingThere => f.write_str("there is nothing to initialise"),
            Self::OnlyDestructors => f.write_str("there is nothing to initialise: only destructors run"),
            Self::DoesNothing(name) => write!(f, "`{name}` is there, but does nothing"),
            Self::RunThemOnce => f.write_str("the exports run the constructors themselves, once"),
            Self::Guarded => f.write_str("exports make sure already that the constructors have run"),
            Self::GuardedSomething => {
                f.write_str("exports make sure already that something has run once, as constructors do")
            }
            Self::MemoryOnly(function) => {
                write!(f, "the start section ({function}) only prepares the memory, and has to do that")
            }
            Self::AlreadyStarted => f.write_str("the start section runs it already"),
            Self::StartedSomething => {
                f.write_str("the start section runs something already before `_start`, as constructors do")
            }
            Self::AlreadyExported(name) => write!(f, "`{name}` is exported already"),
            Self::Kept => f.write_str("initialisation stays as it is (--init=keep)"),
        }
    }
}

impl Display for Stays {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uncalled => {
                f.write_str("nothing calls the constructors, and whether they should run cannot be known")
            }
            Self::Unknown => f.write_str("nothing shows what runs its constructors, if it has any"),
            Self::Program => f.write_str("it is a program, which initialises itself"),
            Self::HasLoader(loader) => f.write_str(loader.why),
            Self::Faulty => f.write_str("hosts do not agree on what to call"),
            Self::StartIsCalled => {
                f.write_str("the module calls `_start` itself, or can, and that would no longer run the constructors")
            }
            Self::NoOtherExports => f.write_str("it exports nothing else that needs constructors"),
            Self::ProgramSetsUp => f.write_str(
                "`_start` sets up libc before it runs the constructors, and the first call of another export would not",
            ),
            Self::ProgramUnseen => f.write_str("it cannot be seen that `_start` runs constructors first"),
            Self::Mixed => f.write_str(
                "at the end of each call, exports run destructors and may write buffered output, and one cannot go \
                 without the other",
            ),
            Self::HasOthers(name, others) => write!(f, "`{name}` has to stay as it is: {others}"),
            Self::Shared => {
                f.write_str("each thread would run the start section, since the memory is shared; --init=lazy runs the constructors once, where it can")
            }
            Self::KeptMemory => f.write_str(
                "the first instance alone initialises the memory, which outlives it; anything else would run the constructors in each instance",
            ),
            Self::Refused(why) => f.write_str(why),
        }
    }
}

/// Goes on from "has to stay as it is: ".
impl Display for Others {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.write_str("the start section runs it too"),
            Self::Ctors => f.write_str(
                "`__wasm_call_ctors` is exported too, and whether that runs the same constructors cannot be seen",
            ),
            Self::Merged(other) => {
                write!(f, "`{other}` initialises what was merged into the module, and has to be called too")
            }
            Self::Wrapped(export) => write!(f, "exports such as `{export}` run other constructors on every call"),
            Self::Referred(function) => {
                write!(f, "{function} may be called through a table or a reference, too")
            }
            Self::Caller(caller) => write!(f, "{caller} calls it too"),
        }
    }
}

impl Display for StartSection {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const STAYS: &str = "the start section stays";
        match self {
            Self::SectionStays => f.write_str(STAYS),
            Self::SectionHasMemory(why) => write!(f, "{STAYS}: {why}"),
            Self::SectionPreparesMemory(function) => {
                write!(f, "{STAYS}: {function} prepares memory before it runs code")
            }
            Self::SectionFails(import, lacks) => {
                f.write_str("the start section calls ")?;
                import.fmt(f)?;
                write!(f, ", {lacks}")
            }
            Self::SectionFailsUnguarded(import, lacks) => {
                write!(f, "{STAYS}, although it calls ")?;
                import.fmt(f)?;
                write!(f, ", {lacks}: no exported function could make sure that an init function has run")
            }
            Self::SectionNeedNotFail(import, ran) => {
                write!(f, "{STAYS}: it may call ")?;
                import.fmt(f)?;
                f.write_str(", but need not")?;
                f.write_str(if *ran { "" } else { "; --prove=run may find out whether it does" })
            }
            Self::SectionUnknown(import) => {
                write!(f, "{STAYS}: it {} ", if import.always { "calls" } else { "may call" })?;
                import.fmt(f)?;
                f.write_str(", and nothing says that this fails there")
            }
            Self::SectionIndirect => write!(
                f,
                "{STAYS}: no direct call leads from it to an import that needs memory (an indirect one might)"
            ),
            Self::SectionHarmless => write!(f, "{STAYS}: it calls no import that needs memory"),
        }
    }
}

impl Display for MayStart {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::CallNothing => f.write_str("the constructors call no import, so they need nothing from a host"),
            Self::CallHarmless(imports) => {
                let imports: Vec<String> = imports.iter().map(|(module, name)| format!("`{module}.{name}`")).collect();
                let imports = imports.join(", ");
                write!(f, "the constructors call no import that needs the module ({imports} may be called)")
            }
            Self::RanAlone => f.write_str(
                "when run, the constructors ended without calling an import, and nothing that a host gives could change that",
            ),
            Self::NoMemory => f.write_str("there is no memory that a host could need"),
            Self::PrivateMemory => f.write_str("no host can see the memory, so none has to wait for it"),
            Self::ImportedMemory => {
                f.write_str("memory is imported, so the host has it before the start section runs")
            }
            Self::NotLookedAt => f.write_str("what the constructors call was not looked at"),
            Self::CallFirst(first) => write!(
                f,
                "`{}` has to be called before the constructors, since it sets up {}, and the start section runs before any call",
                first.name, first.sets_up
            ),
            Self::MayReadExposed(exposed) => write!(
                f,
                "{} may read {exposed}, and a host may write to that before the constructors run",
                exposed.by
            ),
            Self::MayCall(import, how, lacks) => {
                write!(f, "{how} ")?;
                import.fmt(f)?;
                write!(f, ", {lacks}")
            }
            Self::NotAllKnown(beyond) => write!(f, "it is not proven that the constructors call no import: {beyond}"),
            Self::ExportedMemory => {
                f.write_str("memory is exported, so no import can reach it before the start section has run")
            }
            Self::WasiLater => f.write_str("hosts set up WASI only after the start section has run"),
            Self::NeverRan(name) => {
                write!(f, "`{name}` never ran the constructors, and may have to be called before they run")
            }
        }
    }
}

/// Goes on with the import.
impl Display for How {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WhenRun => "when run, the constructors called",
            Self::Always => "the constructors call",
            Self::Directly => "the constructors may call",
            Self::Indirectly => "by an indirect call, the constructors may call",
        })
    }
}

/// Goes on from the import.
impl Display for Lacks {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Exports => "which needs the module's exports, and those exist only once the start section has run",
            Self::ExportsButTable => {
                "which calls the module back: through the table it can, and not by exports, which exist only once the start \
                 section has run"
            }
            Self::Wasi => "and hosts set up WASI only after the start section has run",
            Self::Unknown => {
                "and nothing is known of that import: it may need what exists only once the start section has run"
            }
            Self::Memory => {
                "which needs memory, and memory is exported, so no import can reach it before the start section has run"
            }
            Self::MemoryExport => {
                "which needs memory, and may look for it among the exports, where it is once the start section has run"
            }
            Self::CallBack => {
                "which may call the module back, and its exports exist only once the start section has run"
            }
        })
    }
}

impl Display for InitCall {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::ByAnySince(why) => {
                why.fmt(f)?;
                f.write_str("; a host that calls no init function is served as well")
            }
            Self::AsBefore(why, name) => {
                why.fmt(f)?;
                write!(f, "; it stays with the host to call `{name}`")
            }
            Self::RunsOnce(name) => {
                write!(f, "`{name}` already runs once, when the host first calls it or another export")
            }
            Self::HostRunsOnce(name) => write!(f, "it stays with the host to call `{name}`, which runs once"),
            Self::NoGuards => f.write_str("no exported function could make sure that an init function has run"),
        }
    }
}

fn of_host(f: &mut Formatter<'_>, host: &str, reason: &HostReason) -> fmt::Result {
    match reason {
        HostReason::HostCalls(name) => write!(f, "{host} calls `{name}`"),
        HostReason::HostCallsNone => write!(f, "{host} calls no init function of this module"),
        HostReason::HostHasAll => write!(f, "{host} has all that the constructors need when the start section runs"),
        HostReason::MayFindOwnName(name) => {
            write!(f, "the program may find `{name}` by its own name, and run the constructors again")
        }
        HostReason::StartNotRight(why) => {
            write!(f, "the start section is not right for {host}: ")?;
            why.fmt(f)
        }
        HostReason::NoChangeServes => write!(f, "no change serves {host}"),
        HostReason::KeptFrom(why) => f.write_str(&named(host, &why.to_string())),
        HostReason::CallerRunsOnce(name) => write!(f, "the caller of `{name}` runs it once"),
        HostReason::FirstCallRuns => f.write_str("the first export that is called makes sure that it has run"),
        HostReason::ProgramCalls(name) => write!(f, "the program that uses {host} calls `{name}`"),
        HostReason::MemoryWas(why) => write!(f, "for {host}: {why}"),
        HostReason::Misfit(why) => why.fmt(f),
    }
}

impl Display for AskedFor {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AsInitAsks => "--init asks for it",
            Self::AsMemoryOptionsAsk => "the memory options ask for it",
            Self::AsTableOptionsAsk => "the table options ask for it",
            Self::AsRenamesAsk => "the options for names ask for it",
            Self::AsMemoryAndTableOptionsAsk => "the options for memory and table ask for it",
        })
    }
}
