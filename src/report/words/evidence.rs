//! Why a module is thought to follow a convention.

use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use crate::hosts::CALL_CTORS;
use crate::inspect::Doubt;
use crate::inspect::Evidence;
use crate::inspect::Function;
use crate::inspect::SUFFIX;
use crate::inspect::Sign;
use crate::inspect::StartKind;
use crate::inspect::Wrapping;

impl Evidence {
    /// What cannot be seen, where it [is not certain](Self::is_certain).
    pub fn unseen(&self) -> &'static str {
        match self {
            Self::Function { caller: None, .. } => "whether the constructors should run",
            _ => "who runs constructors, if there are any",
        }
    }
}

/// Goes on from "this module".
impl Display for Evidence {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing { hidden: false } => {
                f.write_str("has no start section, exports no initialiser, and its exports run none")
            }
            Self::Nothing { hidden: true } => f.write_str(
                "has no start section and exports no initialiser, and an optimiser may have put constructors into its exports",
            ),
            Self::Function { function, once, caller } => {
                write!(f, "has {function}, which runs the constructors{}", if *once { " once" } else { "" })?;
                match caller {
                    Some(export) => write!(f, ", and exports like `{export}` call it"),
                    None => f.write_str(", and nothing calls it"),
                }
            }
            Self::Dylink(sign) => write!(f, "{sign}: the dynamic linker runs its relocations and constructors"),
            Self::Sign(sign) => sign.fmt(f),
            Self::Minified => {
                f.write_str("has minified names for imports and exports, as Emscripten gives them at -O3")
            }
            Self::InitializeIsNoFunction(kind) => write!(f, "exports `_initialize`, but as a {kind}"),
            Self::InitializeTakesOrGives => {
                f.write_str("exports `_initialize`, but not as a function of type () -> ()")
            }
            Self::StartAndInitialize => {
                f.write_str("exports both `_start` and `_initialize`, which exclude each other")
            }
            Self::Lazy { init, guarded } => {
                write!(f, "exports `{init}`, which runs once, and exports like `{guarded}` make sure that it has")
            }
            Self::RunsOnce(name) => write!(f, "exports `{name}`, a start function that runs once"),
            Self::Exports { name, function } => {
                write!(f, "exports `{name}`{} for the host to call first", Behind(name, function))
            }
            Self::Named { name, function } => {
                write!(f, "exports `{name}`{}, which --init-export names", Behind(name, function))
            }
            Self::Command { rerun, guarded } => {
                f.write_str("exports `_start`, which runs the program")?;
                match rerun {
                    0 if *guarded => f.write_str(", and exports make sure that its constructors have run"),
                    0 => Ok(()),
                    1 => f.write_str(", and 1 other export runs its constructors again, on every call"),
                    several => write!(f, ", and {several} other exports run its constructors again, on every call"),
                }
            }
            Self::Start { function, kind: StartKind::MemoryInit, hidden } => {
                write!(f, "has a start section, which prepares memory by {function}")?;
                let more = ", and an optimiser may have put constructors into its exports";
                f.write_str(if *hidden { more } else { "" })
            }
            Self::Start { function, .. } => write!(f, "has a start section, which runs {function}"),
            Self::Wrapping(wrapping) => wrapping.fmt(f),
            Self::Bound { sign, wrapping } => write!(f, "{sign}, and {wrapping}"),
        }
    }
}

/// The function behind an export, without the name if it is the export's.
struct Behind<'f>(&'f str, &'f Function);

impl Display for Behind<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(export, function) = self;
        match &function.name {
            Some(name) if function.import.is_none() && name == export => write!(f, " (func {})", function.func),
            _ => write!(f, " ({function})"),
        }
    }
}

impl Display for Sign {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Import { module, name } => write!(f, "imports `{module}.{name}`"),
            Self::Export(name) => write!(f, "exports `{name}`"),
            Self::Section(name) => write!(f, "has a section `{name}`"),
        }
    }
}

impl Display for Wrapping {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named { count, ctors } => {
                let exports = if *count == 1 { "export" } else { "exports" };
                write!(
                    f,
                    "runs the constructors ({ctors}) on each call of {count} {exports}, which lld wrapped as `{SUFFIX}`"
                )
            }
            Self::NamedAndAnother(ctors) => {
                write!(f, "has `{SUFFIX}` wrappers, but another export begins with a call of {ctors} as well")
            }
            Self::NamedAndElsewhere(ctors) => {
                write!(f, "has `{SUFFIX}` wrappers that call {ctors}, but other code calls that, or wrappers, as well")
            }
            Self::NamedAndStarted(ctors) => {
                write!(f, "has `{SUFFIX}` wrappers that call {ctors}, but the start section runs that as well")
            }
            Self::NamedAndInlined => {
                write!(f, "has `{SUFFIX}` wrappers that were inlined: whether they end with destructors cannot be told")
            }
            Self::NamedInPart => {
                write!(f, "has `{SUFFIX}` wrappers as exports, and an optimiser may have put constructors into them")
            }
            Self::NamedDiffer => {
                write!(f, "has `{SUFFIX}` wrappers as exports, but they do not all begin with a call of `{CALL_CTORS}`")
            }
            Self::NamedDtors(dtors) => {
                write!(f, "has wrapped exports that call only the destructors ({dtors}), no constructors")
            }
            Self::Alike { count, ctors, assumed } => {
                let all = match count {
                    1 => "has 1 exported function, which calls".to_owned(),
                    count => format!("has {count} exported functions, which all call"),
                };
                write!(f, "{all} {ctors} first, and nothing else calls that")?;
                f.write_str(if *assumed { "; --assume-wrapped says that it runs the constructors" } else { "" })
            }
            Self::AlikeAtTheEnd { count, dtors, hidden } => {
                let functions = "exported functions, which all call";
                write!(f, "has {count} {functions} {dtors} last, and none in common first")?;
                f.write_str(if *hidden { "; an optimiser may have put constructors into them" } else { "" })
            }
            Self::Some { count, beginning, ctors } => {
                let calls = if *beginning == 1 { "calls" } else { "call" };
                write!(f, "has {count} exported functions, and {beginning} of them first {calls} {ctors}")
            }
            Self::Doubtful { ctors, why } => write!(f, "calls {ctors} first in {why}"),
        }
    }
}

/// Goes on from "calls a function first in".
impl Display for Doubt {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let but = match self {
            Self::Only => return f.write_str("its only exported function"),
            Self::LastOfOnly => {
                let but = "what that calls last may be destructors, or what it is for";
                return write!(f, "its only exported function, but {but}");
            }
            Self::NoWrappers => "these are not named as lld's wrappers are: the program may call it itself",
            Self::MayBeMeant => "that may be the program's own function, which begins each call",
            Self::Exported => "that is an export or the start function itself",
            Self::EndsDiffer => "these do not all end alike",
            Self::LastMayBeMeant => "what they call last may be what they are for",
            Self::MoreInCommon => "these have more than their last call in common",
            Self::CalledElsewhere => "other code calls it, too, or what they call last",
        };
        write!(f, "every export, but {but}")
    }
}
