//! What is wrong with a module, or will be with what was asked for.

use std::fmt;
use std::fmt::Display;
use std::fmt::Formatter;

use super::named::named;
use crate::decide::Warning;
use crate::shown::pages;

// Of a memory that outlives instances.
const INITIALISED_AGAIN: &str = "the memory keeps what it holds, and each further instance that runs the constructors runs them over that, or traps where \
                 libc remembers that it has started: the host may have the first one alone run them";
const STARTED_BEFORE: &str = "libc may remember in the memory that the program has started, so `_start` may trap in a further instance: \
                 --init=start --export-main gives the host `main`";
const STATE_FORGOTTEN: &str = "what a host calls may change globals, tables, other memories or segments, which each further instance has as they are at first: \
                 an allocator that keeps its place there begins anew, over what the memory holds";

impl Display for Warning {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrappedUnsettled => f.write_str("--assume-wrapped has no effect: it does not settle what was found"),
            Self::WrappedIdle => f.write_str(
                "--assume-wrapped has no effect: the exports do not all begin with a call that nothing else makes",
            ),
            Self::HostsRefuse => f.write_str("hosts that check, like wasmtime and Node's WASI, refuse this module"),
            Self::StartWillFail(import, lacks) => {
                write!(f, "the start section will fail: it calls {import}, {lacks}")
            }
            Self::StartMayFail(why) => write!(f, "the start section may be too early: {why}"),
            Self::NotRightFor(host, why) => f.write_str(&named(host, &why.to_string())),
            Self::NotFitFor(host, why) => write!(f, "not fit for {host}: {why}"),
            Self::DestructorsNotExported(why) => write!(f, "the destructors are not exported: {why}"),
            Self::NameRefusedBy(host, name) => write!(f, "{host} refuses a module that exports `{name}`"),
            Self::NameRefused(why) => f.write_str(why),
            Self::ReadBeforeFirstCall(exposed) => write!(
                f,
                "a host that reads {exposed} before the first call finds it without what {} put there when the module started",
                exposed.by
            ),
            Self::ImportWritesBeforeFirstCall(import) => write!(
                f,
                "a host that reads the memory before the first call finds it without what {import} may have put there when the \
                 module started"
            ),
            Self::SegmentsWrittenAgain => f.write_str(
                "each thread's instance writes the data segments again: what the constructors changed there is lost",
            ),
            Self::LoaderGivesMemory(loader, module, name) => {
                write!(
                    f,
                    "{loader} gives `{module}.{name}` and goes on using that, while the module uses its own memory"
                )
            }
            Self::MemoryOutOfReachOf(module, name) => {
                write!(f, "import `{module}.{name}` needs the memory, and no host reaches that any more")
            }
            Self::PrivateMemoryNeeded(module, name) => write!(
                f,
                "import `{module}.{name}` needs the memory, and no host reaches that: --export-memory or --import-memory gives it"
            ),
            Self::LoaderKnowsOldNames(loader) => old_names(f, loader),
            Self::SectionKnowsOldNames(section) => old_names(f, &format!("what reads the custom section `{section}`")),
            Self::HostLooksForExport(host, from, to) => {
                write!(f, "{host} looks for an export `{from}`, and this one is called `{to}` now")
            }
            Self::HostGivesWasiAs(host, module) => {
                write!(f, "{host} gives the functions of WASI as `{module}`, and under no other name")
            }
            Self::HostLooksForImports(host, what) => f.write_str(&named(host, &what.to_string())),
            Self::HostAwaits(host, then) => write!(f, "with {host}, {then}"),
            Self::SmallerMemory(before) => smaller_memory(f, *before),
            Self::InitialisedAgain => f.write_str(INITIALISED_AGAIN),
            Self::StartedBefore => f.write_str(STARTED_BEFORE),
            Self::StateForgotten => f.write_str(STATE_FORGOTTEN),
            Self::DebugInfoLeft(by) => debug_info_left(f, *by),
            Self::SourceMapLeft(by) => source_map_left(f, *by),
        }
    }
}

fn smaller_memory(f: &mut Formatter<'_>, before: u64) -> fmt::Result {
    write!(
        f,
        "the memory had {}: the stack, zeroed variables or the heap may lie behind what it has now",
        pages(before)
    )
}

fn old_names(f: &mut Formatter<'_>, who: &str) -> fmt::Result {
    write!(f, "{who} goes on looking for imports and exports under their old names")
}

fn debug_info_left(f: &mut Formatter<'_>, by: isize) -> fmt::Result {
    write!(
        f,
        "code moved by {} within its section, since the number of functions takes more bytes now: addresses in debug \
         information are off by that",
        bytes(by)
    )
}

fn source_map_left(f: &mut Formatter<'_>, by: isize) -> fmt::Result {
    write!(
        f,
        "code moved by {} in the file: columns in the source map are off by that (--source-map=FILE rewrites it)",
        bytes(by)
    )
}

fn bytes(count: isize) -> String {
    if count.unsigned_abs() == 1 { format!("{count} byte") } else { format!("{count} bytes") }
}
