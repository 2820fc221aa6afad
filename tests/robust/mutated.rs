//! Modules whose sections are damaged, swapped, doubled, or taken from other modules.
//!
//! A million, in some minutes: `WASM_INITFIX_MUTANTS=1000000 cargo test --release --test robust mutated -- --nocapture`. Several
//! processes share the work with a `WASM_INITFIX_SEED` each.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

use wasm_initfix::InitChoice;
use wasm_initfix::MemoryChoice;
use wasm_initfix::Options;
use wasm_initfix::Pieces;
use wasm_initfix::RewriterChoice;
use wasm_initfix::Validate;

use super::Ending;
use super::HEADER;
use super::Random;
use super::all_options;
use super::damage;
use super::ending;
use super::fix;
use super::from_environment;
use super::keep;

/// Beyond this many bytes, a fix takes longer than it is worth here.
const LARGEST: usize = 60_000;

#[test]
fn mutated_modules_give_an_error_or_a_valid_result() {
    let modules = modules();
    let options = options();
    let (count, mut random) = (from_environment("MUTANTS", 3_000), Random::new(from_environment("SEED", 1)));
    let (mut faults, mut fixed, mut errors, mut twice) = (Vec::new(), 0, 0, 0);
    for mutant in 0..count {
        let (name, wasm) = &modules[random.below(modules.len())];
        let (_, other) = &modules[random.below(modules.len())];
        let options = &options[mutant % options.len()];
        let mutated = mutated(wasm, other, &mut random);
        match ending(&mutated, options) {
            Ok(Ending::Fixed) => fixed += 1,
            Ok(Ending::Unchanged) => {}
            Ok(Ending::Error { .. }) => errors += 1,
            Err(_) if is_settled_by_a_second_fix(&mutated, options) => twice += 1,
            Err(fault) => {
                let fault = format!("{fault}: {}: {}, {options:?}", keep(&mutated, mutant), name.display());
                println!("{fault}");
                faults.push(fault);
            }
        }
    }
    println!("{count} mutants: {fixed} fixed, {twice} fixed twice, {errors} errors, {} faults", faults.len());
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    assert!(fixed * 50 > count && errors * 10 > count, "{fixed} fixed, {errors} errors");
    assert!(twice * 1000 < count, "{twice} fixed twice");
}

/// A module that is put together from two may have two initialisers, or names of functions that only the fix adds. The second fix
/// may find what the first one did not see. Then it ends.
fn is_settled_by_a_second_fix(wasm: &[u8], options: &Options) -> bool {
    let fixed = |wasm: &[u8]| match fix(wasm, options) {
        Ok(Ok(outcome)) => outcome.wasm().map(Pieces::to_vec),
        _ => None,
    };
    let twice = fixed(wasm).and_then(|once| fixed(&once));
    twice.is_some_and(|twice| ending(&twice, options) == Ok(Ending::Unchanged))
}

/// All that are in `testdata/`, but for large ones.
fn modules() -> Vec<(PathBuf, Vec<u8>)> {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let entries = |folder: &Path| {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").path()).collect();
        paths.sort();
        paths
    };
    let folders = entries(&testdata).into_iter().filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| entries(&folder));
    let modules = files.filter(|path| path.extension().is_some_and(|it| it == "wasm"));
    let read = modules.map(|path| (path.clone(), fs::read(path).expect("a module")));
    read.filter(|(_, wasm)| (HEADER + 1..LARGEST).contains(&wasm.len())).collect()
}

/// Those that other damage is tried with, and what else takes a way of its own.
fn options() -> Vec<Options> {
    let full = || Options::new().validate(Validate::Full);
    let walrus = || full().rewriter(RewriterChoice::Walrus);
    let mut all = all_options().to_vec();
    all.extend([
        walrus(),
        full().init(InitChoice::Lazy).gc(true),
        full().init(InitChoice::Export).gc(true),
        full().init(InitChoice::Export).assume_wrapped(true),
        walrus().memory(MemoryChoice::Define),
    ]);
    all
}

/// One change or two to the sections, and now and then to bytes.
fn mutated(wasm: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut wasm = wasm.to_vec();
    for _ in 0..1 + random.below(2) {
        let (own, others) = (sections(&wasm), sections(other));
        if own.is_empty() || others.is_empty() {
            break;
        }
        let one = own[random.below(own.len())].clone();
        let two = own[random.below(own.len())].clone();
        let theirs = &other[others[random.below(others.len())].clone()];
        wasm = match random.below(7) {
            // Doubled, left out, swapped.
            0 => spliced(&wasm, two.start..two.start, &wasm[one]),
            1 => spliced(&wasm, one, b""),
            2 => swapped(&wasm, one, two),
            // One of another module's: in place of the same one, which is at times as valid, or anywhere.
            3 | 4 => {
                let same = own.iter().find(|it| wasm[it.start] == theirs[0]).cloned();
                spliced(&wasm, same.unwrap_or(one), theirs)
            }
            5 => spliced(&wasm, one.start..one.start, theirs),
            _ => damage(&wasm, random),
        };
    }
    wasm
}

fn spliced(wasm: &[u8], range: Range<usize>, bytes: &[u8]) -> Vec<u8> {
    [&wasm[..range.start], bytes, &wasm[range.end..]].concat()
}

fn swapped(wasm: &[u8], one: Range<usize>, two: Range<usize>) -> Vec<u8> {
    let (first, second) = if one.start <= two.start { (one, two) } else { (two, one) };
    if first == second {
        return wasm.to_vec();
    }
    let between = &wasm[first.end..second.start];
    [&wasm[..first.start], &wasm[second.clone()], between, &wasm[first.clone()], &wasm[second.end..]].concat()
}

/// Where sections lie, with ids and sizes, as far as they can be told.
fn sections(wasm: &[u8]) -> Vec<Range<usize>> {
    let mut sections = Vec::new();
    let mut at = HEADER;
    while at < wasm.len() {
        let (mut size, mut shift, mut next) = (0_usize, 0, at + 1);
        while let Some(byte) = wasm.get(next).filter(|_| shift < 35) {
            (size, shift, next) = (size | usize::from(byte & 0x7f) << shift, shift + 7, next + 1);
            if byte & 0x80 == 0 {
                break;
            }
        }
        let end = next.saturating_add(size);
        if end > wasm.len() {
            break;
        }
        sections.push(at..end);
        at = end;
    }
    sections
}
