//! Each option for a memory or a table on each module: the result is valid and does the same, or the refusal is true and names a way out, which
//! is taken here.
//!
//! `WASM_INITFIX_SAFE=FOLDER:…` adds folders of modules to those of `testdata/`. With `--nocapture`, the test prints a table.

#[path = "support/free_bytes.rs"]
mod free_bytes;
#[path = "owners/renames.rs"]
mod renames;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use free_bytes::free_bytes;
use rayon::prelude::*;
use wasm_initfix::ErrorKind;
use wasm_initfix::Outcome;
use wasm_initfix::Pieces;
use wasm_initfix::aot;
use wasm_initfix::aot::CheckVerdict;
use wasm_initfix::aot::Limits;
use wasm_initfix::aot::RunOptions;
use wasm_initfix::cli::parse_options;

const OPTIONS: [&str; 10] = [
    "--import-memory",
    "--define-memory",
    "--export-memory",
    "--no-export-memory",
    "--zero-memory",
    "--import-memory --segments=init --mark-address=FREE",
    "--import-table",
    "--define-table",
    "--export-table",
    "--no-export-table",
];

/// Fewer modules of `testdata/` have a table than a memory, and few import one.
const FEWEST: [(&str, usize); 2] = [("--define-table", 5), ("--no-export-table", 10)];

const NOTHING_THERE: [&str; 2] =
    ["there is no memory, so memory options change nothing", "there is no table, so table options change nothing"];

/// A refusal that names another option instead.
const INSTEAD: &str = "--export-table lets a host reach";

/// How a refusal ends where only the host can do it.
const BY_HOST: [&str; 3] =
    ["let the host give a new memory", "the host has to give the table, as before", "leave out --segments=init"];

/// Beyond this many bytes, running a module twice takes longer than it is worth here.
const LARGEST: u64 = 100_000;

/// What came of an option and a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    /// It was changed, and does the same.
    Same,
    /// It was changed, and cannot be compared: engines of today do not run it, or a host's answer decides.
    Changed,
    /// It is so already, or there is no memory or table.
    NothingToDo,
    /// It was refused, and is changed with the way out that the refusal names.
    WayOut,
    /// It was refused, since only the host can do it.
    HostsTask,
    /// It is no module of ours to change: a component, an object file, or not valid.
    NoModule,
}

#[test]
fn each_option_does_what_it_says_or_names_a_way_out() {
    let modules = modules();
    assert!(modules.len() > 200, "only {} modules were found", modules.len());
    let pairs: Vec<(&PathBuf, &str)> =
        modules.iter().flat_map(|module| OPTIONS.map(|option| (module, option))).collect();
    let came: Vec<(&str, Result<Came, String>)> = pairs
        .into_par_iter()
        .map(|(module, option)| {
            (option, apply(module, option).map_err(|fault| format!("{}: {option}: {fault}", module.display())))
        })
        .collect();
    let mut counts: BTreeMap<(&str, Came), usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for (option, came) in came {
        match came {
            Ok(came) => *counts.entry((option, came)).or_default() += 1,
            Err(fault) => faults.push(fault),
        }
    }
    for ((option, came), count) in &counts {
        println!("{option:20} {came:?}: {count}");
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    for option in OPTIONS {
        let same = counts.get(&(option, Came::Same)).copied().unwrap_or_default();
        let fewest = FEWEST.iter().find(|(few, _)| *few == option).map_or(20, |(_, fewest)| *fewest);
        assert!(same > fewest, "{option}: only {same} modules were changed and compared");
    }
}

fn apply(module: &Path, option: &str) -> Result<Came, String> {
    let input = fs::read(module).map_err(|error| error.to_string())?;
    // Where there is no room, the memory is made larger.
    let mark = free_bytes(&input, 0).or_else(|| free_bytes(&input, 1024)).unwrap_or_default();
    let option = option.replace("FREE", &mark.to_string());
    let mut line: Vec<&str> = option.split(' ').collect();
    let mut is_first = true;
    // A way out may lead to another refusal, with a way out of its own.
    for _ in 0..4 {
        let (kind, message) = match fixed(&input, &line) {
            Ok(Some(output)) => {
                return compared(&input, &output).map(|came| if is_first { came } else { Came::WayOut });
            }
            Ok(None) if !is_first => return Ok(Came::WayOut),
            Ok(None) => return Ok(Came::NothingToDo),
            Err(refused) => refused,
        };
        match kind {
            ErrorKind::Refused if NOTHING_THERE.contains(&message.as_str()) => return Ok(Came::NothingToDo),
            ErrorKind::Refused if BY_HOST.iter().any(|end| message.ends_with(end)) => return Ok(Came::HostsTask),
            ErrorKind::Refused => {
                let more = way_out(&message).ok_or_else(|| format!("refused without a way out: {message}"))?;
                // Another name is given in the place of the first, and one option instead of another.
                let is_replaced = |own: &str| message.starts_with(&format!("{own}: ")) && message.contains(INSTEAD);
                line.retain(|own| !is_replaced(own) && more.iter().all(|more| !more.starts_with(&format!("{own}="))));
                line.extend(more);
                is_first = false;
            }
            ErrorKind::Invalid | ErrorKind::Relocatable | ErrorKind::NotAModule => return Ok(Came::NoModule),
            _ => return Err(message),
        }
    }
    Err(format!("no way out leads anywhere: {line:?}"))
}

/// The options that a refusal names, with values that do.
fn way_out(message: &str) -> Option<&'static [&'static str]> {
    let ways: [(&str, &[&str]); 8] = [
        ("--zero-memory=all fills the memory", &["--zero-memory=all"]),
        ("say which one with --memory=NAME", &["--memory=0"]),
        ("--max-memory=SIZE raises that", &["--max-memory=2048p"]),
        ("--initial-memory=SIZE", &["--initial-memory=1024p", "--max-memory=2048p"]),
        ("choose another name with --export-memory=NAME", &["--export-memory=the_memory"]),
        ("say which one with --table=NAME", &["--table=0"]),
        ("choose another name with --export-table=NAME", &["--export-table=the_table"]),
        (INSTEAD, &["--export-table=the_table"]),
    ];
    ways.into_iter().find(|(said, _)| message.contains(said)).map(|(_, options)| options)
}

/// The module with options; nothing if it stays as it is.
fn fixed(input: &[u8], line: &[&str]) -> Result<Option<Vec<u8>>, (ErrorKind, String)> {
    let line = line.iter().copied().chain(["--init=keep"]);
    let options = parse_options(line).expect("the options are right");
    match wasm_initfix::fix(input, &options) {
        Ok(Outcome::Unchanged { .. }) => Ok(None),
        Ok(outcome) => Ok(outcome.wasm().map(Pieces::to_vec)),
        Err(error) => Err((error.kind(), error.spelled(wasm_initfix::Spelling::CommandLine))),
    }
}

fn compared(before: &[u8], after: &[u8]) -> Result<Came, String> {
    let features = wasmparser::WasmFeatures::all();
    wasmparser::Validator::new_with_features(features)
        .validate_all(after)
        .map_err(|error| format!("the result is not valid: {error}"))?;
    let mut options = RunOptions::new().limits(Limits::new().time(2_000).deadline(20_000)).other_limits(true);
    options.imports.extend(stack_pointer(before));
    match aot::compare(before, after, &options) {
        Err(_) => Ok(Came::Changed),
        Ok(checked) => match checked.verdict() {
            CheckVerdict::Same => Ok(Came::Same),
            CheckVerdict::Unknown => Ok(Came::Changed),
            // What did not work before need not fail in the same way.
            _ if aot::check(before, &options).is_ok_and(|alone| alone.verdict() == CheckVerdict::Fault) => {
                Ok(Came::Changed)
            }
            _ => Err(wasm_initfix::report::check::table("before and after", &checked, false, None)),
        },
    }
}

/// A stack pointer that a host gives, at the same place for a memory of any size.
fn stack_pointer(wasm: &[u8]) -> Option<(String, String)> {
    let payloads = wasmparser::Parser::new(0).parse_all(wasm).filter_map(Result::ok);
    let imports = payloads.filter_map(|payload| match payload {
        wasmparser::Payload::ImportSection(section) => Some(section.into_imports().flatten()),
        _ => None,
    });
    let import = imports.flatten().find(|import| import.name == "__stack_pointer")?;
    Some((format!("{}.{}", import.module, import.name), "65536".to_owned()))
}

fn modules() -> Vec<PathBuf> {
    let mut modules = Vec::new();
    find(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"), &mut modules);
    if let Some(folders) = env::var_os("WASM_INITFIX_SAFE") {
        env::split_paths(&folders).for_each(|folder| find(&folder, &mut modules));
    }
    modules.sort();
    modules
}

fn find(folder: &Path, modules: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let is_module = path.extension().is_some_and(|extension| extension == "wasm");
        if path.is_dir() {
            find(&path, modules);
        } else if is_module && fs::metadata(&path).is_ok_and(|file| file.len() <= LARGEST) {
            modules.push(path);
        }
    }
}
