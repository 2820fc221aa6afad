//! Modules that no compiler writes: an edit changes nothing else in them, whichever rewriter makes it.
//!
//! A longer session: `WASM_INITFIX_MODULES=100000 WASM_INITFIX_SEED=7 cargo test --test generated`.

#![cfg(all(feature = "aot", feature = "cli"))]

use std::panic::catch_unwind;
use std::sync::Mutex;

use arbitrary::Unstructured;
use rayon::prelude::*;
use wasm_initfix::ErrorKind;
use wasm_initfix::InitChoice;
use wasm_initfix::MemoryChoice;
use wasm_initfix::MemoryExport;
use wasm_initfix::Options;
use wasm_initfix::Outcome;
use wasm_initfix::Rewriter;
use wasm_initfix::RewriterChoice;
use wasm_initfix::SegmentsChoice;
use wasm_initfix::TableChoice;
use wasm_initfix::TableExport;
use wasm_initfix::TableOptions;
use wasm_initfix::ZeroMemory;
use wasm_initfix::aot;
use wasm_initfix::aot::CheckVerdict;
use wasm_initfix::aot::Limits;
use wasm_initfix::aot::RunOptions;
use wasm_smith::Config;
use wasm_smith::Module;

#[test]
fn rewriters_agree_and_change_nothing_else() {
    let (modules, seed) = (from_environment("MODULES", 400), from_environment("SEED", 1));
    let count = Mutex::new(Count::default());
    (0..modules).into_par_iter().for_each(|number| {
        let wasm = module(seed as u64, number as u64);
        let outcome = catch_unwind(|| outcomes(&wasm, number)).unwrap_or_else(|_| Err("a panic".to_owned()));
        let mut count = count.lock().expect("no thread panics with the lock");
        match outcome {
            Ok(None) => count.unchanged += 1,
            Ok(Some(CheckVerdict::Same)) => count.same += 1,
            Ok(Some(_)) => count.unknown += 1,
            Err(fault) => count.faults.push(format!("module {number} of seed {seed}: {fault}")),
        }
    });
    let Count { unchanged, same, unknown, faults } = count.into_inner().expect("no thread panics with the lock");
    println!("{modules} modules: {same} the same, {unknown} unknown, {unchanged} unchanged, {} faults", faults.len());
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    // Were there none, nothing would be tested.
    assert!(same * 3 > modules, "{same} the same");
}

/// What came of the modules.
#[derive(Default)]
struct Count {
    unchanged: usize,
    same: usize,
    /// Not to its end, within the limits.
    unknown: usize,
    faults: Vec<String>,
}

/// A module with a memory and exports, made from pseudo-random bytes.
fn module(seed: u64, number: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.wrapping_mul(0xbf58_476d_1ce4_e5b9) | 1;
    let mut bytes = vec![0; 2048];
    loop {
        for byte in &mut bytes {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = (state >> 32) as u8;
        }
        // Not every choice of bytes is one.
        if let Ok(mut module) = Module::new(config(), &mut Unstructured::new(&bytes)) {
            // Of two that do not end, nothing is known.
            module.ensure_termination(1000).expect("the configuration gives no code of its own");
            return module.to_bytes();
        }
    }
}

fn config() -> Config {
    Config {
        allow_start_export: true,
        export_everything: true,
        min_funcs: 2,
        min_memories: 1,
        max_memories: 1,
        max_imports: 5,
        memory64_enabled: false,
        shared_everything_threads_enabled: false,
        threads_enabled: false,
        custom_descriptors_enabled: false,
        max_memory32_bytes: 1 << 24,
        ..Config::default()
    }
}

/// What can be asked for; the first of them that changes a module counts, beginning anywhere.
fn all_options() -> [Options; 10] {
    let once = |mark| Options::new().segments(SegmentsChoice::Init).mark_address(mark);
    let import = MemoryChoice::Import { module: "host".to_owned(), name: "heap".to_owned() };
    let table = |owner, export| TableOptions::new().which("0").owner(owner).export(export);
    let given = || TableChoice::Import { module: "host".to_owned(), name: "functions".to_owned() };
    let named = || TableExport::Name("functions".to_owned());
    [
        Options::new().init(InitChoice::Lazy),
        once(0xff0).memory(import.clone()).init(InitChoice::Keep),
        Options::new().init(InitChoice::Export).init_name("setup"),
        Options::new().memory(import.clone()).init(InitChoice::Keep),
        Options::new().memory(MemoryChoice::Define).init(InitChoice::Lazy),
        Options::new().memory(import.clone()).zero_memory(ZeroMemory::From(0)),
        Options::new().table(table(given(), TableExport::Keep)).init(InitChoice::Keep),
        Options::new().table(table(TableChoice::Define, named())).init(InitChoice::Lazy),
        Options::new().memory(import.clone()).table(table(given(), named())),
        Options::new().memory(import).memory_export(MemoryExport::Name("heap".to_owned())),
    ]
}

fn outcomes(wasm: &[u8], first: usize) -> Result<Option<CheckVerdict>, String> {
    let all = all_options();
    for options in (0..all.len()).map(|number| &all[(first + number) % all.len()]) {
        let outcome = outcome(wasm, options).map_err(|fault| format!("{options:?}: {fault}"))?;
        if outcome.is_some() {
            return Ok(outcome);
        }
    }
    Ok(None)
}

/// What comes of running the input and the result, if there is a result; an error is a fault of the tool.
fn outcome(wasm: &[u8], options: &Options) -> Result<Option<CheckVerdict>, String> {
    let spliced = match fixed(wasm, options, RewriterChoice::Auto)? {
        Some((Rewriter::Splice, spliced)) => spliced,
        Some(_) => return Err("was not spliced".to_owned()),
        None => return Ok(None),
    };
    let verdict = same(wasm, &spliced)?;
    // What walrus cannot read needs no second opinion.
    if let Some((_, rebuilt)) = fixed(wasm, options, RewriterChoice::Walrus)? {
        same(&spliced, &rebuilt).map_err(|fault| format!("spliced, by walrus: {fault}"))?;
    }
    Ok(Some(verdict))
}

fn fixed(wasm: &[u8], options: &Options, rewriter: RewriterChoice) -> Result<Option<(Rewriter, Vec<u8>)>, String> {
    match wasm_initfix::fix(wasm, &options.clone().rewriter(rewriter)) {
        Ok(Outcome::Fixed(fixed)) => Ok(Some((fixed.rewriter, fixed.wasm.to_vec()))),
        Ok(Outcome::Unchanged { .. }) => Ok(None),
        Err(error) if matches!(error.kind(), ErrorKind::Refused | ErrorKind::Unsupported) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

fn same(before: &[u8], after: &[u8]) -> Result<CheckVerdict, String> {
    let limits = Limits::new().time(500).deadline(60_000).memory(64 << 20).calls(1000).output(1 << 16);
    match aot::compare(before, after, &RunOptions::new().limits(limits)) {
        Ok(checked) if checked.differences.is_empty() => Ok(checked.verdict()),
        Ok(checked) => {
            let differences: Vec<String> = checked.differences.iter().map(ToString::to_string).collect();
            Err(differences.join("; "))
        }
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(CheckVerdict::Unknown),
        Err(error) => Err(error.to_string()),
    }
}

fn from_environment(name: &str, default: usize) -> usize {
    match std::env::var(format!("WASM_INITFIX_{name}")) {
        Ok(value) => value.parse().unwrap_or_else(|_| panic!("WASM_INITFIX_{name} is a number")),
        Err(_) => default,
    }
}
