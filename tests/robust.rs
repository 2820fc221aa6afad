//! Damaged modules: cut off at any byte, or with random bytes flipped, they give an error or a valid result.
//!
//! A longer session: `WASM_INITFIX_FLIPS=300000 WASM_INITFIX_SEED=7 cargo test --release --test robust flips`, and
//! `WASM_INITFIX_RUNS=10000` for those that are run. `robust/mutated.rs` takes sections apart.

#![cfg(feature = "cli")]

#[path = "robust/mutated.rs"]
mod mutated;
#[path = "support/tool.rs"]
mod tool;

use std::any::Any;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use tool::Folder;
use tool::testdata;
use wasm_initfix::ErrorKind;
use wasm_initfix::InitChoice;
use wasm_initfix::MemoryChoice;
use wasm_initfix::Options;
use wasm_initfix::Outcome;
use wasm_initfix::Pieces;
use wasm_initfix::SegmentsChoice;
use wasm_initfix::TableChoice;
use wasm_initfix::TableOptions;
use wasm_initfix::Validate;
use wasm_initfix::ZeroMemory;
use wasm_initfix::with_old_names;
use wasmparser::Validator;
use wasmparser::WasmFeatures;

/// Under 2 kB, each from another toolchain, and each one is fixed.
const SMALL: [&str; 5] = [
    "assemblyscript/trace.wasm",
    "clang19/wrapped.wasm",
    "clang22/reactor-importmem.wasm",
    "rust/unknown-cdylib-ctors.wasm",
    "zig/wrapped.wasm",
];

/// Under 30 kB.
const LARGER: [&str; 10] = [
    "assemblyscript/private-memory.wasm",
    "clang19/reactor-atexit.wasm",
    "clang19/reactor-debug.wasm",
    "clang19/wrapped-printf.wasm",
    "clang22/ctors-debug.wasm",
    "component/core-wrapped.wasm",
    "emscripten/standalone-reactor.wasm",
    "emscripten/wasm-exceptions.wasm",
    "rust/wasi-cdylib-dtors-only.wasm",
    "wasm-opt/wrapped-stripped-printf.wasm",
];

/// The length of a core module's header.
const HEADER: usize = 8;

/// What a damaged module may come to.
#[derive(Debug, PartialEq, Eq)]
enum Ending {
    Error { kind: ErrorKind, message: String },
    Unchanged,
    Fixed,
}

#[test]
fn modules_are_small_and_get_fixed() {
    for name in SMALL {
        let wasm = testdata(name);
        assert!(wasm.len() < 2000, "{name} has {} bytes", wasm.len());
        assert_eq!(ending(&wasm, &Options::default()), Ok(Ending::Fixed), "{name}");
    }
    for name in LARGER {
        let wasm = testdata(name);
        assert!((2000..30_000).contains(&wasm.len()), "{name} has {} bytes", wasm.len());
    }
}

#[test]
fn every_truncation_gives_an_error_or_a_valid_result() {
    for name in SMALL {
        let wasm = testdata(name);
        for length in 0..wasm.len() {
            let cut = &wasm[..length];
            for options in all_options() {
                let found = ending(cut, &options);
                assert_eq!(found.as_ref().err(), None, "{name}, cut to {length} bytes, {:?}", options.init);
                // Sections at the end may be missing as a whole: then it is a module still.
                if !is_valid(cut) {
                    let kind = if length < HEADER { ErrorKind::NotAModule } else { ErrorKind::Invalid };
                    let failed = matches!(&found, Ok(Ending::Error { kind: found, .. }) if *found == kind);
                    assert!(failed, "{name}, cut to {length} bytes: {found:?}");
                }
            }
        }
    }
}

#[test]
fn every_truncation_leaves_the_output_as_it_was() {
    let folder = Folder::new("truncations");
    let wasm = testdata(SMALL[0]);
    folder.write("out.wasm", "what was there before");
    for length in (0..wasm.len()).filter(|length| !is_valid(&wasm[..*length])) {
        folder.write("in.wasm", &wasm[..length]);
        let before = folder.contents();
        let output = folder.run(["in.wasm", "-o", "out.wasm"], b"");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "cut to {length} bytes: {stderr}");
        assert!(stderr.starts_with("wasm-initfix: error: in.wasm: "), "cut to {length} bytes: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "cut to {length} bytes: {stderr}");
        assert_eq!(output.stdout, b"", "cut to {length} bytes");
        assert_eq!(folder.contents(), before, "cut to {length} bytes");
    }
    assert_eq!(folder.read("out.wasm"), b"what was there before");
}

#[test]
fn flips_give_an_error_or_a_valid_result() {
    let modules: Vec<_> = SMALL.iter().chain(&LARGER).map(|name| (*name, testdata(name))).collect();
    let options = all_options();
    let (flips, mut random) = (from_environment("FLIPS", 10_000), Random::new(from_environment("SEED", 1)));
    let (mut faults, mut fixed, mut unchanged) = (Vec::new(), 0, 0);
    for flip in 0..flips {
        // 15 modules and 4 sets of options have no common divisor: every pair comes up.
        let (name, wasm) = &modules[flip % modules.len()];
        let options = &options[flip % options.len()];
        let damaged = damage(wasm, &mut random);
        let ending = ending(&damaged, options).and_then(|ending| {
            unvalidated(&damaged, options)?;
            Ok(ending)
        });
        match ending {
            Ok(Ending::Fixed) => fixed += 1,
            Ok(Ending::Unchanged) => unchanged += 1,
            Ok(Ending::Error { .. }) => {}
            Err(fault) => faults.push(format!("{}: {name}, {options:?}: {fault}", keep(&damaged, flip))),
        }
    }
    println!("{flips} flips: {fixed} fixed, {unchanged} unchanged, {} faults", faults.len());
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    // Were there none, nothing but the parser would be tested.
    assert!(fixed * 100 > flips && unchanged * 100 > flips, "{fixed} fixed, {unchanged} unchanged");
}

/// Damaged modules do strange things, and their fixed forms the same ones: the runner's word on the rewriter, and the
/// rewriter's on the runner.
#[cfg(feature = "aot")]
#[test]
fn flips_that_are_fixed_do_the_same() {
    use wasm_initfix::aot;
    use wasm_initfix::aot::Limits;
    use wasm_initfix::aot::RunOptions;

    let modules: Vec<_> = SMALL.iter().chain(&LARGER).map(|name| (*name, testdata(name))).collect();
    // What goes into the start section because the user insists may call imports too early there.
    let options = all_options().into_iter().filter(|options| options.init != InitChoice::Start).collect::<Vec<_>>();
    let limits = Limits::new().time(100).deadline(60_000).memory(64 << 20).calls(1000).output(1 << 16);
    let run = RunOptions::new().limits(limits);
    let (flips, mut random) = (from_environment("RUNS", 600), Random::new(from_environment("SEED", 1)));
    let (mut faults, mut same, mut unknown, mut unsupported) = (Vec::new(), 0, 0, 0);
    for flip in 0..flips {
        let (name, wasm) = &modules[flip % modules.len()];
        let damaged = damage(wasm, &mut random);
        let options = &options[flip / modules.len() % options.len()];
        let Ok(Ok(outcome)) = fix(&damaged, options) else {
            continue;
        };
        let output = outcome.wasm().map_or_else(|| damaged.clone(), Pieces::to_vec);
        let compare = |output: Vec<u8>| aot::compare(&damaged, &output, &run);
        let checked = catch_unwind(|| with_old_names(&damaged, &output, options).and_then(compare));
        match checked.map_err(|panic| format!("panic: {}", said(&*panic))) {
            Ok(Ok(checked)) if checked.differences.is_empty() && checked.untold.is_empty() => same += 1,
            Ok(Ok(checked)) if checked.differences.is_empty() => unknown += 1,
            Ok(Ok(checked)) => faults.push(format!(
                "{}: {name}, {options:?}: {:#?}",
                keep(&damaged, flip),
                checked.differences.iter().map(ToString::to_string).collect::<Vec<_>>()
            )),
            Ok(Err(error)) if error.kind() == ErrorKind::Unsupported => unsupported += 1,
            Ok(Err(error)) => faults.push(format!("{}: {name}, {options:?}: {error}", keep(&damaged, flip))),
            Err(panic) => faults.push(format!("{}: {name}, {options:?}: {panic}", keep(&damaged, flip))),
        }
    }
    println!("{flips} flips: {same} same, {unknown} unknown, {unsupported} unsupported, {} faults", faults.len());
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    assert!(same * 10 > flips, "{same} the same");
}

/// Those that lead down different ways through the tool.
fn all_options() -> [Options; 7] {
    let memory = MemoryChoice::Import { module: "env".to_owned(), name: "memory".to_owned() };
    let table = TableChoice::Import { module: "env".to_owned(), name: "table".to_owned() };
    let full = || Options::new().validate(Validate::Full);
    [
        full(),
        full().init(InitChoice::Start),
        full().init(InitChoice::Lazy),
        full().memory(memory.clone()).zero_memory(ZeroMemory::From(0)),
        full().memory(memory).segments(SegmentsChoice::Init).mark_address(0).init(InitChoice::Start),
        full().table(TableOptions::new().owner(table)),
        full().rename_import("env=./host.mjs"),
    ]
}

/// Without a look at all bodies, what is valid gives the same, and what is not is no reason to panic.
fn unvalidated(wasm: &[u8], options: &Options) -> Result<(), String> {
    let quick = options.clone().validate(Validate::Changed);
    let (full, quick) = (fix(wasm, options)?, fix(wasm, &quick)?);
    match (&full, &quick) {
        (Err(full), Err(quick)) if full == quick => Ok(()),
        (Err(full), Ok(_)) if full.kind() == ErrorKind::Invalid => Ok(()),
        (Ok(full), Ok(quick)) if full == quick => Ok(()),
        _ => Err(format!("{:?} becomes {:?} if all bodies are validated", quick.err(), full.err())),
    }
}

/// What comes of a module; an error is a fault of the tool.
fn ending(wasm: &[u8], options: &Options) -> Result<Ending, String> {
    let outcome = match fix(wasm, options)? {
        Ok(outcome) => outcome,
        Err(error) if error.kind() == ErrorKind::Bug => return Err(error.to_string()),
        Err(error) => return one_line(error.kind(), error.to_string()),
    };
    let Some(output) = outcome.wasm().map(Pieces::to_vec) else {
        return if is_valid(wasm) { Ok(Ending::Unchanged) } else { Err("unchanged, though not valid".to_owned()) };
    };
    if !is_valid(&output) {
        return Err("the result is not valid".to_owned());
    }
    match fix(&output, options)? {
        Ok(Outcome::Unchanged { .. }) => Ok(Ending::Fixed),
        Ok(Outcome::Fixed(again)) => Err(format!("the result needs fixing again: {}", again.plan)),
        Err(error) if error.kind() == ErrorKind::Refused => Ok(Ending::Fixed),
        Err(error) => Err(format!("the result is not accepted: {error}")),
    }
}

/// [`wasm_initfix::fix`], with a panic as an error.
fn fix<'a>(wasm: &'a [u8], options: &Options) -> Result<wasm_initfix::Result<Outcome<'a>>, String> {
    catch_unwind(|| wasm_initfix::fix(wasm, options)).map_err(|panic| format!("panic: {}", said(&*panic)))
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("of an unknown kind")
}

fn one_line(kind: ErrorKind, message: String) -> Result<Ending, String> {
    if message.is_empty() || message.contains('\n') {
        return Err(format!("the message is not one line: {message:?}"));
    }
    Ok(Ending::Error { kind, message })
}

fn is_valid(wasm: &[u8]) -> bool {
    Validator::new_with_features(WasmFeatures::all()).validate_all(wasm).is_ok()
}

/// Half of the time it is one byte only: of those with more, few get past the parser.
fn damage(wasm: &[u8], random: &mut Random) -> Vec<u8> {
    let mut wasm = wasm.to_vec();
    let bytes = if random.below(2) == 0 { 1 } else { 2 + random.below(3) };
    for _ in 0..bytes {
        let at = random.below(wasm.len());
        wasm[at] ^= 1 + random.below(255) as u8;
    }
    wasm
}

/// Keeps the module that found a fault, and says where.
fn keep(wasm: &[u8], flip: usize) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("flip-{flip}.wasm"));
    match fs::write(&path, wasm) {
        Ok(()) => path.display().to_string(),
        Err(error) => format!("{}: {error}", path.display()),
    }
}

fn from_environment(name: &str, default: usize) -> usize {
    match std::env::var(format!("WASM_INITFIX_{name}")) {
        Ok(value) => value.parse().unwrap_or_else(|_| panic!("WASM_INITFIX_{name} is a number")),
        Err(_) => default,
    }
}

/// xorshift64*: the same everywhere, and good enough to choose bytes with.
struct Random(u64);

impl Random {
    fn new(seed: usize) -> Self {
        // Zero would stay zero.
        Self((seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).max(1))
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32;
        (number % limit as u64) as usize
    }
}
