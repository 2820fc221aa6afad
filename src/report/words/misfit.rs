//! What a host makes of a module, and what is wrong with that. "It" is the host.

use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use crate::decide::CallFault;
use crate::decide::EarlyImport;
use crate::decide::MemoryFault;
use crate::decide::Misfit;
use crate::decide::Ready;
use crate::decide::Reruns;
use crate::decide::Unwelcome;
use crate::inspect::Each;
use crate::shown::pages;

impl Display for Ready {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingToCall => f.write_str("nothing to initialise"),
            Self::NothingSeenToCall => f.write_str("nothing is seen that it has to call"),
            Self::ByStart => f.write_str("initialised by the start section"),
            Self::ByStartUnlessEarly => {
                f.write_str("initialised by the start section, which may call an import that works only later")
            }
            Self::MemoryPrepared => {
                f.write_str("the start section prepares memory; nothing else is seen that it has to call")
            }
            Self::ByFirstCall => f.write_str("initialised by the first call"),
            Self::ByLoader(loader) => write!(f, "initialised by {loader}"),
        }
    }
}

impl Display for Misfit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(it) => it.fmt(f),
            Self::Reruns(it) => it.fmt(f),
            Self::Call(it) => it.fmt(f),
            Self::Early(it) => it.fmt(f),
            Self::Memory(it) => it.fmt(f),
            Self::Both(first, second) => write!(f, "{first}, and {second}"),
            Self::Unmet(why, refused) => write!(f, "{why}, and {refused}"),
        }
    }
}

impl Display for Unwelcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::WantsLoader(loader) => write!(f, "it wants {loader}"),
            Self::NoProgram => f.write_str("it runs programs, and this module exports no function `_start`"),
            Self::NoLibrary => f.write_str("it runs libraries, and this module is a program"),
            Self::ExportRefused(name) => write!(f, "it refuses a module that exports `{name}`"),
            Self::BothRefused => f.write_str(
                "it refuses a module that exports both `_start` and `_initialize`, which exclude each other",
            ),
            Self::FaultRefused(fault) => write!(f, "it refuses a module that {fault}"),
            Self::FaultEverywhere(fault) => write!(f, "the module {fault}: link it again"),
        }
    }
}

impl Display for Reruns {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::EveryCall => f.write_str("the constructors run on every call"),
            Self::EveryCallMixed => f.write_str(
                "the constructors run on every call; --after-call=nothing mends that, and output waits for the destructors",
            ),
            Self::StartAndEveryCall => {
                f.write_str("the constructors run in the start section, and again on every call")
            }
            Self::EveryCallOf(export) => write!(f, "exports such as `{export}` run constructors on every call"),
            Self::PastGuards => {
                f.write_str("it finds functions by their own names first, past the wrappers that run the constructors")
            }
            Self::CallsBesideOnce(name, caller) => {
                write!(f, "it calls `{name}`, and exports have {caller} run the constructors again")
            }
            Self::CallsBesideStart(name) => {
                write!(f, "it calls `{name}` as well, and that runs the constructors again")
            }
            Self::CallsBesideProgram(name) => write!(f, "it calls `{name}`, and `_start` runs the constructors again"),
        }
    }
}

impl Display for CallFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissesFirst(name, first) => {
                write!(f, "it calls `{name}`, and not `{}`, which has to be called before", first.name)
            }
            Self::Misses(first) => {
                let within = if first.each == Each::Task { " in a task" } else { "" };
                write!(f, "it does not call `{}`, which has to be called before anything else{within}", first.name)
            }
            Self::MayWant(name) => write!(
                f,
                "it does not call `{name}`, which may have to be called first: if so, say --init-export={name}"
            ),
            Self::NotCalled(name) => write!(f, "it does not call `{name}`"),
            Self::NoneCalled => f.write_str("it calls no init function"),
            Self::MergedMissed(name, other) => {
                write!(f, "it calls `{name}`, and not `{other}`, which initialises what was merged into the module")
            }
            Self::MergedBothMissed(name, other) => {
                write!(f, "`{name}` and `{other}` both have to be called, since two modules were merged")
            }
            Self::CtorsInstead(name) => write!(
                f,
                "it calls `__wasm_call_ctors`, and whether that runs the same constructors as `{name}` cannot be seen"
            ),
            Self::OwnNameFirst(name) => write!(f, "it finds the function whose own name is `{name}` first"),
            Self::PastWrapper => {
                f.write_str("it finds `_start` by its own name, past the wrapper that runs the constructors")
            }
        }
    }
}

impl Display for EarlyImport {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::SkipsZero => f.write_str("it skips a start section that names function 0"),
            Self::CallsUnknown => f.write_str("what the initialiser calls is not known"),
            Self::CallsNotAllKnown => f.write_str("what the initialiser calls is not all known"),
            Self::NotInStart { module, name, always } => {
                let calls = if *always { "calls" } else { "may call" };
                write!(f, "the initialiser {calls} import `{module}.{name}`, which does not work in the start section")
            }
            Self::IsStart(module, name) => {
                write!(f, "the start section is `{module}.{name}`, which does not work yet")
            }
            Self::CalledBefore(export, module, name) => {
                write!(f, "it calls `{export}` before `{module}.{name}` works")
            }
            Self::CalledEarlyUnknown(export) => {
                write!(f, "it calls `{export}` early, and what the constructors call is not known")
            }
            Self::CalledEarlyNotAllKnown(export) => {
                write!(f, "it calls `{export}` early, and what the constructors call is not all known")
            }
        }
    }
}

impl Display for MemoryFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Self::ImportWanted => f.write_str("it wants the memory imported, and the module has its own"),
            Self::OnlyEnv => f.write_str("it gives memory as env.memory only"),
            Self::NoneGiven => f.write_str("it gives no memory"),
            Self::NotBoth => f.write_str("it takes no memory that is imported and exported"),
            Self::NoneThere => f.write_str("it refuses a module without a memory"),
            Self::ExportWanted => f.write_str("it refuses a module that does not export its memory"),
            Self::WasiWantsExport => f.write_str("it has a WASI that wants the memory exported"),
            Self::MaximumTooSmall(wanted, most) => {
                write!(f, "the module's data needs {}, and its memory may have {most}: link it again", pages(wanted))
            }
            Self::DataBeyond => {
                f.write_str("the module's data lies beyond its memory, so that it traps: link it again")
            }
            Self::OtherKind => {
                f.write_str("it gives a 32-bit memory that is not shared, and this module wants another kind")
            }
            Self::GivesLess(given, wanted) => {
                write!(f, "it gives a memory of {}, and this module wants {wanted}: link it with less", pages(given))
            }
            Self::GivesMore(given, most) => write!(
                f,
                "it gives a memory of {}, and this module takes {most} at most: link it for more",
                pages(given)
            ),
        }
    }
}
