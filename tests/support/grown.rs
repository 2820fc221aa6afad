//! Modules that have many of one thing: what a module sets the number of, the cost has to follow, and no more than that.

#[path = "grown/made.rs"]
mod made;

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

/// What there is many of, and how it is taken.
#[allow(dead_code, reason = "one of two programs tests, and the other measures")]
pub struct Family {
    /// What there is many of, with the way.
    pub name: &'static str,
    /// A module that has so many.
    pub module: fn(u32) -> Vec<u8>,
    /// What the tool is asked for.
    pub args: &'static [&'static str],
    /// How many take about as long as the start of a process.
    pub few: u32,
    /// How many are measured with a release build.
    pub many: u32,
    /// The processor time that those may take, in seconds.
    pub seconds: f64,
    /// The memory that those may take, in MB.
    pub megabytes: u64,
}

const fn family(
    name: &'static str,
    module: fn(u32) -> Vec<u8>,
    args: &'static [&'static str],
    few: u32,
    many: u32,
) -> Family {
    Family { name, module, args, few, many, seconds: 1.0, megabytes: 400 }
}

/// The module's file.
pub const FILE: &str = "in.wasm";

const FIX: &[&str] = &[FILE, "-o", "out.wasm"];
const LAZY: &[&str] = &[FILE, "--init=lazy", "-o", "out.wasm"];
const GC: &[&str] = &[FILE, "--gc", "-o", "out.wasm"];
const GC_LAZY: &[&str] = &[FILE, "--gc", "--init=lazy", "-o", "out.wasm"];
const IMPORT: &[&str] = &[FILE, "--import-memory", "-o", "out.wasm"];
const ZERO: &[&str] = &[FILE, "--import-memory", "--zero-memory=all", "-o", "out.wasm"];
const ONCE: &[&str] = &[
    FILE,
    "--import-memory",
    "--segments=init",
    "--mark-address=0x3ffffff0",
    "--initial-memory=16384p",
    "--init=keep",
    "-o",
    "out.wasm",
];
const WALRUS: &[&str] = &[FILE, "--rewriter=walrus", "-o", "out.wasm"];
const LAZY_WALRUS: &[&str] = &[FILE, "--init=lazy", "--rewriter=walrus", "-o", "out.wasm"];
const FULL: &[&str] = &[FILE, "--validate=full", "-o", "out.wasm"];
const EXPLAIN: &[&str] = &[FILE, "--explain", "-v"];
const INSPECT: &[&str] = &["inspect", FILE, "--report=json"];
const ESM: &[&str] = &["esm", FILE, "-o", "dist", "--imports", "given.mjs"];
const PROVE: &[&str] = &["inspect", FILE, "--prove=run"];
const CHECK: &[&str] = &["check", FILE];
const GRAPH: &[&str] = &["inspect", FILE, "--graph", "out.svg", "--report=json"];

pub const FAMILIES: &[Family] = &[
    family("function imports", made::imports, FIX, 10_000, 100_000),
    family("function imports, lazy", made::imports, LAZY, 10_000, 100_000),
    family("function imports, with the memory", made::imports, IMPORT, 10_000, 100_000),
    family("function imports, as an ES module", made::imports, ESM, 10_000, 100_000),
    family("exports, as an ES module", made::exports, ESM, 10_000, 100_000),
    family("reached imports", made::reached_imports, FIX, 10_000, 100_000),
    Family {
        seconds: 3.0,
        ..family("reached imports, explained", made::reached_imports, &[FILE, "--explain"], 10_000, 100_000)
    },
    Family { seconds: 3.0, ..family("reached imports, all shown", made::reached_imports, EXPLAIN, 10_000, 100_000) },
    family("functions", made::functions, FIX, 50_000, 400_000),
    family("functions, lazy", made::functions, LAZY, 50_000, 400_000),
    family("functions, collected", made::functions, GC, 20_000, 100_000),
    family("functions, anew", made::functions, WALRUS, 10_000, 50_000),
    family("called functions", made::called, FIX, 10_000, 100_000),
    family("a chain of calls", made::chain, FIX, 10_000, 100_000),
    family("a chain of calls, collected", made::chain, GC, 10_000, 100_000),
    family("imports behind a chain of calls", made::behind_chain, FIX, 10_000, 100_000),
    family("imports behind a chain of calls, all shown", made::behind_chain, INSPECT, 2_000, 10_000),
    family("indirect calls", made::sites, FIX, 5_000, 20_000),
    family("indirect calls, collected", made::sites, GC, 5_000, 20_000),
    family("exports", made::exports, FIX, 10_000, 40_000),
    family("exports, lazy", made::exports, LAZY, 10_000, 40_000),
    family("exports, lazy, anew", made::exports, LAZY_WALRUS, 5_000, 20_000),
    family("exports of one function, lazy", made::aliases, LAZY, 10_000, 40_000),
    family("wrapped exports", made::wrapped, FIX, 10_000, 40_000),
    family("wrapped exports, collected", made::wrapped, GC_LAZY, 5_000, 20_000),
    family("wrapped exports, anew", made::wrapped, WALRUS, 5_000, 20_000),
    family("exports of a program", made::program, FIX, 5_000, 40_000),
    family("exports of a program, lazy", made::program, LAZY, 5_000, 40_000),
    family("exports of a program, all shown", made::program, INSPECT, 5_000, 40_000),
    family("exports beside a start section, lazy", made::started, LAZY, 10_000, 40_000),
    family("exports that make sure of one", made::guarded, FIX, 10_000, 40_000),
    family("exports that make sure of one, all shown", made::guarded, INSPECT, 10_000, 40_000),
    family("exports, all shown", made::exports, INSPECT, 10_000, 40_000),
    family("wrapped exports, all shown", made::wrapped, INSPECT, 5_000, 40_000),
    family("wrapped exports without names", made::wrapped_stripped, FIX, 5_000, 40_000),
    family("wrapped exports without names, all shown", made::wrapped_stripped, INSPECT, 5_000, 40_000),
    family("producers", made::producers, INSPECT, 20_000, 100_000),
    family("exported globals, lazy", made::globals, LAZY, 10_000, 100_000),
    family("types", made::types, FIX, 20_000, 200_000),
    family("types, anew", made::types, WALRUS, 2_000, 50_000),
    family("data segments", made::segments, IMPORT, 20_000, 100_000),
    family("data segments, anew", made::segments, WALRUS, 20_000, 100_000),
    family("element segments", made::elements, FIX, 10_000, 90_000),
    // 1.2 times the file, 16 MB, and 8 bytes each.
    Family { seconds: 5.0, megabytes: 132, ..family("custom sections", made::customs, FIX, 200_000, 10_000_000) },
    family("names", made::names, FIX, 20_000, 200_000),
    family("named parts of one function", made::locals::named, FIX, 20_000, 100_000),
    family("blocks in blocks", made::blocks, FIX, 20_000, 200_000),
    family("branches", made::branches, FIX, 20_000, 200_000),
    family("calls of a thousand results", made::wide_results, FULL, 5_000, 500_000),
    family("calls of a thousand results, explained", made::wide_results, EXPLAIN, 5_000, 500_000),
    family("calls of a thousand results, anew", made::wide_results, WALRUS, 2_000, 500_000),
    family("calls of a thousand results, run", made::wide_results, PROVE, 5_000, 500_000),
    family("calls of a thousand results, checked", made::wide_results, CHECK, 20, 500_000),
    family("branches with a thousand values", made::wide_branches, FULL, 4_000, 1_000_000),
    family("blocks of a thousand parameters", made::wide_blocks, FULL, 2_000, 300_000),
    family("functions of a thousand results", made::wide_functions, FULL, 2_000, 200_000),
    family("globals that begin with a sum, checked", made::sums, CHECK, 3_000, 400_000),
    family("elements that are expressions, checked", made::element_expressions, CHECK, 2_000, 400_000),
    family("data segments far apart, with zeros between them", made::far_apart, ZERO, 20_000, 100_000),
    family("data segments far apart, written once", made::far_apart, ONCE, 20_000, 100_000),
    family("data segments far apart, checked", made::far_apart, CHECK, 500, 90_000),
    family("globals that one function sets, checked", made::set_globals, CHECK, 2_000, 200_000),
    family("local variables, anew", made::locals::declared, WALRUS, 20, 300),
    family("local variables of wrapped exports", made::locals::wrapped, FIX, 5_000, 40_000),
    Family { seconds: 10.0, ..family("local variables, checked", made::locals::declared, CHECK, 20, 3_000) },
    family("arrays of ten thousand, anew", made::gc::arrays, WALRUS, 500, 200_000),
    family("arrays of ten thousand, checked", made::gc::arrays, CHECK, 500, 200_000),
    family("globals that are structs of ten thousand", made::gc::globals, FIX, 900, 1_000_000),
    family("elements that are structs of ten thousand", made::gc::elements, FIX, 900, 1_000_000),
    Family { seconds: 10.0, megabytes: 1200, ..family("pages, run", made::pages, PROVE, 100, 16_384) },
    Family { seconds: 10.0, megabytes: 1200, ..family("loops in loops, checked", made::loops, CHECK, 500, 1_500_000) },
    Family {
        seconds: 10.0,
        megabytes: 1200,
        ..family("branches with local variables, checked", made::joins, CHECK, 20, 25_000)
    },
    Family { seconds: 60.0, megabytes: 1200, ..family("exports, checked", made::exports, CHECK, 300, 3_000) },
    family("units that share abbreviations", made::abbreviated, INSPECT, 500, 10_000),
    family("units that share ranges", made::ranged, INSPECT, 500, 10_000),
    family("units that share a line program", made::lined, INSPECT, 500, 10_000),
    family("units that share a line program, without ranges", made::lined_alone, INSPECT, 500, 10_000),
    family("units of types", made::with_types, INSPECT, 10_000, 100_000),
    family("units around all functions", made::overlapping, INSPECT, 5_000, 10_000),
    family("units around all functions by their lines", made::overlapping_lines, INSPECT, 5_000, 10_000),
    family("files in a folder of a long name", made::in_long_folder, INSPECT, 20_000, 100_000),
    Family { seconds: 3.0, megabytes: 300, ..family("calls in a picture", made::called, GRAPH, 5_000, 50_000) },
    Family { seconds: 3.0, megabytes: 300, ..family("indirect calls in a picture", made::all_to_all, GRAPH, 50, 900) },
];

/// Has another process of this program write a module to a file: what it takes to make one would count as memory of the processes that
/// are measured, which begin as copies of this one.
pub fn write(family: &Family, count: u32, file: &Path) -> io::Result<()> {
    let words = [family.name.as_ref(), OsStr::new(&count.to_string()), file.as_os_str()].map(OsStr::to_owned);
    let mut command = Command::new(env::current_exe()?);
    let status = command.env(WRITE, words.join(OsStr::new("\n"))).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("{}: no module was made", family.name))) }
}

/// The environment variable that asks a process to write a module, and do no more.
const WRITE: &str = "GROWN_WRITE";

/// Whether this process was asked to write a module, which is done then.
pub fn is_writer() -> io::Result<bool> {
    let Some(words) = env::var_os(WRITE) else {
        return Ok(false);
    };
    let words = words.to_string_lossy();
    let wrong = || io::Error::other(format!("{WRITE}={words:?}"));
    let [name, count, file] = words.split('\n').collect::<Vec<_>>()[..] else {
        return Err(wrong());
    };
    let family = FAMILIES.iter().find(|family| family.name == name).ok_or_else(wrong)?;
    fs::write(file, (family.module)(count.parse().map_err(|_| wrong())?))?;
    Ok(true)
}
