//! What a module sets the number of, the cost follows: at twice the size, processor time and memory are at most 2.6 times as much,
//! beside what every run takes. `cargo run --release --manifest-path benches/Cargo.toml --bin limits` compares more of each with bounds.

#[path = "support/grown.rs"]
mod grown;
#[path = "support/measure.rs"]
mod measure;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::ExitCode;
use std::time::Duration;

use grown::FAMILIES;
use grown::FILE;
use grown::Family;
use libtest_mimic::Arguments;
use libtest_mimic::Failed;
use libtest_mimic::Trial;
use measure::Measured;
use measure::measure;

/// Twice, with room for what does not follow the size, like a table that is doubled once more.
const MOST: f64 = 2.6;
/// What a measurement may be off by.
const SECONDS: f64 = 0.03;
const BYTES: f64 = 8e6;

/// Each is measured as often, and the least counts: what else the machine does only adds.
const ROUNDS: usize = 3;

fn main() -> ExitCode {
    match grown::is_writer() {
        Ok(false) => {}
        Ok(true) => return ExitCode::SUCCESS,
        Err(error) => panic!("{error}"),
    }
    let trial = |family: &'static Family| Trial::test(family.name, || follows(family));
    let said_of = SAID.iter().map(|up| Trial::test(format!("what is said of {}", up.family), || is_said_of(up)));
    let mut arguments = Arguments::from_args();
    // Runs that share the caches of a processor take longer.
    arguments.test_threads.get_or_insert(1);
    libtest_mimic::run(&arguments, FAMILIES.iter().map(trial).chain(said_of).collect()).exit_code()
}

fn follows(family: &Family) -> Result<(), Failed> {
    let least = take(family, 0)?;
    let once = take(family, family.few)?;
    let twice = take(family, 2 * family.few)?;
    let seconds = |run: &Measured| (run.cpu.saturating_sub(least.cpu)).as_secs_f64();
    let bytes = |run: &Measured| run.peak.saturating_sub(least.peak) as f64;
    if seconds(&twice) > MOST * seconds(&once) + SECONDS {
        return Err(format!("{:.3} s at once, and {:.3} s at twice", seconds(&once), seconds(&twice)).into());
    }
    if bytes(&twice) > MOST * bytes(&once) + BYTES {
        return Err(format!("{:.0} bytes at once, and {:.0} at twice", bytes(&once), bytes(&twice)).into());
    }
    Ok(())
}

/// What is said of so many: mostly that they are not taken on.
struct ManySaid {
    family: &'static str,
    count: u32,
    args: &'static [&'static str],
    code: i32,
    said: &'static str,
}

const SAID: &[ManySaid] = &[
    ManySaid {
        family: "calls of a thousand results",
        count: 30_000,
        args: &[FILE, "--validate=full", "-o", "out.wasm"],
        code: 2,
        said: "wasm-initfix: error: in.wasm: too much to validate: its instructions take and give 29521872 values more than 8 for each \
               byte: the limit is 20000000 (--limit=validate-values=NUMBER sets another)",
    },
    ManySaid {
        family: "calls of a thousand results",
        count: 30_000,
        args: &[FILE, "--validate=full", "--limit=validate-values=30000000", "--report=json", "-o", "out.wasm"],
        code: 0,
        said: "  \"outcome\": \"fixed\",",
    },
    ManySaid {
        family: "calls of a thousand results",
        count: 30_000,
        args: &["check", FILE],
        code: 2,
        said: "wasm-initfix: error: in.wasm: too much to validate: its instructions take and give 29521872 values more than 8 for each \
               byte: the limit is 20000000 (--limit=validate-values=NUMBER sets another)",
    },
    ManySaid {
        family: "globals that begin with a sum, checked",
        count: 200_000,
        args: &["check", FILE],
        code: 2,
        said: "wasm-initfix: error: in.wasm: cannot be compiled to run: what initialises globals, tables and memories may need 29800000 values: the limit \
               is 12000000 (--limit=compile-values=NUMBER sets another)",
    },
    ManySaid {
        family: "elements that are expressions, checked",
        count: 400_000,
        args: &["check", FILE],
        code: 2,
        said: "wasm-initfix: error: in.wasm: cannot be compiled to run: what initialises globals, tables and memories may need 23200118 values: the limit \
               is 12000000 (--limit=compile-values=NUMBER sets another)",
    },
    ManySaid {
        family: "data segments far apart, checked",
        count: 90_000,
        args: &["check", FILE],
        code: 2,
        said: "wasm-initfix: error: in.wasm: cannot be compiled to run: what initialises globals, tables and memories may need 15120000 values: the limit \
               is 12000000 (--limit=compile-values=NUMBER sets another)",
    },
    ManySaid {
        family: "globals that one function sets, checked",
        count: 200_000,
        args: &["check", FILE],
        code: 2,
        said: "wasm-initfix: error: in.wasm: cannot be compiled to run: __wasm_call_ctors may need 20400203 values: the limit \
               is 12000000 (--limit=compile-values=NUMBER sets another)",
    },
    ManySaid {
        family: "branches with a thousand values",
        count: 20_000,
        args: &[FILE, "--rewriter=walrus", "-o", "out.wasm"],
        code: 2,
        said: "wasm-initfix: error: in.wasm: too much to validate: its instructions take and give 39843872 values more than 8 for each \
               byte: the limit is 20000000 (--limit=validate-values=NUMBER sets another)",
    },
    ManySaid {
        family: "local variables, anew",
        count: 61,
        args: &[FILE, "--rewriter=walrus", "-o", "out.wasm"],
        code: 2,
        said: "wasm-initfix: error: in.wasm: walrus, which rewrites the module, has to read 3050000 local variables: the limit is \
               3000000 (--limit=walrus-locals=NUMBER sets another)",
    },
    ManySaid {
        family: "local variables, anew",
        count: 3,
        args: &[FILE, "--rewriter=walrus", "--limit=walrus-locals=149999", "-o", "out.wasm"],
        code: 2,
        said: "wasm-initfix: error: in.wasm: walrus, which rewrites the module, has to read 150000 local variables: the limit is \
               149999 (--limit=walrus-locals=NUMBER sets another)",
    },
    ManySaid {
        family: "arrays of ten thousand, anew",
        count: 3000,
        args: &[FILE, "--rewriter=walrus", "-o", "out.wasm"],
        code: 2,
        said: "wasm-initfix: error: in.wasm: too much to validate: its instructions take and give 29855896 values more than 8 for each \
               byte: the limit is 20000000 (--limit=validate-values=NUMBER sets another)",
    },
    ManySaid {
        family: "arrays of ten thousand, anew",
        count: 3000,
        args: &[FILE, "--rewriter=walrus", "--limit=validate-values=30000000", "--report=json", "-o", "out.wasm"],
        code: 0,
        said: "  \"outcome\": \"fixed\",",
    },
    ManySaid {
        family: "globals that are structs of ten thousand",
        count: 3000,
        args: &[FILE, "-o", "out.wasm"],
        code: 2,
        said: "wasm-initfix: error: in.wasm: too much to validate: its constant expressions make 29831944 values more than 8 for each \
               byte: the limit is 20000000 (--limit=validate-values=NUMBER sets another)",
    },
    ManySaid {
        family: "globals that are structs of ten thousand",
        count: 3000,
        args: &[FILE, "--limit=validate-values=30000000", "--report=json", "-o", "out.wasm"],
        code: 0,
        said: "  \"outcome\": \"fixed\",",
    },
    ManySaid {
        family: "elements that are structs of ten thousand",
        count: 3000,
        args: &[FILE, "-o", "out.wasm"],
        code: 2,
        said: "wasm-initfix: error: in.wasm: too much to validate: its constant expressions make 29903952 values more than 8 for each \
               byte: the limit is 20000000 (--limit=validate-values=NUMBER sets another)",
    },
    ManySaid {
        family: "types, anew",
        count: 50_000,
        args: &[FILE, "--gc", "--rewriter=walrus", "-o", "out.wasm"],
        code: 2,
        said: "wasm-initfix: error: in.wasm: walrus, which rewrites the module, has to read 2500100001 pairs of functions and types, \
               to compare them: the limit is 2000000000 (--limit=walrus-comparisons=NUMBER sets another)",
    },
    ManySaid {
        family: "custom sections",
        count: 1001,
        args: &[FILE, "--rewriter=walrus", "--limit=walrus-sections=1000", "-o", "out.wasm"],
        code: 2,
        said: "wasm-initfix: error: in.wasm: walrus, which rewrites the module, has to read 1002 custom sections: the limit is 1000 \
               (--limit=walrus-sections=NUMBER sets another)",
    },
    ManySaid {
        family: "indirect calls in a picture",
        count: 2000,
        args: &["inspect", FILE, "--graph", "out.svg"],
        code: 2,
        said: "wasm-initfix: error: in.wasm: --graph: the constructors may make too many calls: the limit is 1000000 \
               (--limit=graph-calls=NUMBER sets another)",
    },
    ManySaid {
        family: "units that share ranges",
        count: 2000,
        args: &["inspect", FILE],
        code: 0,
        said: "  debug info:   not read: its units share what each has for itself, so that to read it takes too much",
    },
    ManySaid {
        family: "units of types",
        count: 1000,
        args: &["inspect", FILE],
        code: 0,
        said: "  constructors: initialisers of a.cpp (a:8)",
    },
    ManySaid {
        family: "units around all functions",
        count: 1000,
        args: &["inspect", FILE],
        code: 0,
        said: "  debug info:   not read: its units lie around so many functions that to find their places in the source takes too much",
    },
    ManySaid {
        family: "units around all functions by their lines",
        count: 1000,
        args: &["inspect", FILE],
        code: 0,
        said: "  debug info:   not read: its units lie around so many functions that to find their places in the source takes too much",
    },
    ManySaid {
        family: "files in a folder of a long name",
        count: 20_000,
        args: &["inspect", FILE],
        code: 0,
        said: "  debug info:   not read: to find places in the source takes too many bytes: the limit is 268435456 \
               (--limit=debug-bytes=NUMBER sets another)",
    },
];

/// The file stays as it is, and a line says why.
fn is_said_of(up: &ManySaid) -> Result<(), Failed> {
    let family = FAMILIES.iter().find(|family| family.name == up.family).ok_or("no such family")?;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("given-up").join(family.name.replace(' ', "-"));
    fs::create_dir_all(&folder)?;
    grown::write(family, up.count, &folder.join(FILE))?;
    let run = Command::new(env!("CARGO_BIN_EXE_wasm-initfix")).args(up.args).current_dir(&folder).output()?;
    let lines = [run.stdout, run.stderr].concat();
    let lines = String::from_utf8_lossy(&lines);
    if run.status.code() != Some(up.code) || !lines.lines().any(|line| line == up.said) {
        return Err(format!("{:?}\n{lines}", run.status.code()).into());
    }
    Ok(())
}

/// The least time and memory of several runs.
fn take(family: &Family, count: u32) -> Result<Measured, Failed> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("grown").join(family.name.replace(' ', "-"));
    fs::create_dir_all(&folder)?;
    grown::write(family, count, &folder.join(FILE))?;
    let tool = Path::new(env!("CARGO_BIN_EXE_wasm-initfix"));
    let mut least: Option<(Duration, u64)> = None;
    for _ in 0..ROUNDS {
        let run = measure(tool, family.args, &folder)?;
        if run.code != Some(0) {
            return Err(format!("{count}: {:?}: {}", run.code, run.said).into());
        }
        let (cpu, peak) = least.unwrap_or((run.cpu, run.peak));
        least = Some((cpu.min(run.cpu), peak.min(run.peak)));
    }
    let (cpu, peak) = least.unwrap_or_default();
    Ok(Measured { code: Some(0), said: String::new(), cpu, peak })
}
