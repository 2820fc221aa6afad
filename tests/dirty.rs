//! Memory that a host gives, and that is not zero: with `--zero-memory`, modules do on it what they do on a new one, and without, many
//! do not.

#[path = "support/on_memory.rs"]
mod on_memory;

use std::fs;

use on_memory::FOLDERS;
use on_memory::Host;
use on_memory::fixed;
use on_memory::modules;
use on_memory::testdata;

const DIRT: u8 = 0xa5;

/// What a module did, and what its memories hold then; none where it was not instantiated.
#[derive(PartialEq)]
struct Ran {
    said: Vec<String>,
    memories: Vec<Vec<u8>>,
}

/// Instantiates a module on a memory that is full of a byte, and calls each export with zeros, what initialises it first.
fn run(wasm: &[u8], byte: u8) -> Option<Ran> {
    let mut host = Host::new(wasm, byte)?;
    Some(match host.instantiate() {
        Err(error) => Ran { said: vec![format!("instantiation: {error}")], memories: Vec::new() },
        Ok(instance) => Ran { said: host.call_all(instance), memories: host.memories() },
    })
}

/// Whether a module does the same on dirty memory as on a new one; none if it cannot be run here.
fn is_same(wasm: &[u8]) -> Option<bool> {
    let (clean, dirty) = (run(wasm, 0)?, run(wasm, DIRT)?);
    Some(clean.said == dirty.said)
}

#[test]
fn with_all_of_it_zero_every_module_does_the_same() {
    let (mut compared, mut without) = (0, 0);
    for (name, wasm) in FOLDERS.into_iter().flat_map(modules) {
        for (memory, rewriter) in [(0, "splice"), (0, "walrus"), (1, "auto"), (2, "auto")] {
            let (memory, rewriter) = (format!("--memory={memory}"), format!("--rewriter={rewriter}"));
            let ask = [&*memory, "--import-memory", &rewriter];
            let Some(zeroed) = fixed(&wasm, &[ask.as_slice(), &["--zero-memory=all"]].concat()) else {
                continue;
            };
            let (Some(clean), Some(dirty)) = (run(&zeroed, 0), run(&zeroed, DIRT)) else {
                continue;
            };
            assert_eq!(clean.said, dirty.said, "{name} {memory} {rewriter}");
            assert!(clean.memories == dirty.memories, "{name} {memory} {rewriter}: the memory differs");
            compared += 1;
            let dirty = fixed(&wasm, &ask).and_then(|wasm| is_same(&wasm));
            without += usize::from(dirty == Some(false));
        }
    }
    println!("{compared} compared, {without} differ without");
    assert!(compared > 300 && without > 100, "{compared} compared, {without} differ without");
}

/// These read what the host here was asked to write and did not, on a stack that lies below the data; or an address that is a zero
/// of this test.
const READ_BELOW: [&str; 5] = [
    "clang19/ctors-export-all",
    "clang22/reactor-both-wasi",
    "rust196/command-with-exports",
    "zig/command",
    "zig/command-with-exports",
];

/// What is below a module's data is not its own, unless the user says so, and few modules look there.
#[test]
fn from_the_data_on_all_but_those_that_read_below_do() {
    let folders = ["clang14", "clang19", "clang22", "rust", "rust196", "wasm-opt", "zig"];
    let (mut compared, mut differ) = (0, Vec::new());
    for (name, wasm) in folders.into_iter().flat_map(modules) {
        let Some(zeroed) = fixed(&wasm, &["--import-memory", "--zero-memory"]) else {
            continue;
        };
        let Some(same) = is_same(&zeroed) else {
            continue;
        };
        compared += 1;
        if !same {
            differ.push(name);
        }
    }
    assert_eq!(differ, READ_BELOW);
    assert!(compared > 100, "{compared} compared");
}

/// Modules of each toolchain that keep something where no segment writes.
#[test]
fn without_it_they_do_not() {
    let modules = [
        "clang19/zero-memory-bss",
        "clang19/zero-memory-bss-importmem",
        "clang19/zero-memory-bss-importmem-mvp",
        "wasm-opt/zero-memory-bss",
        "wasm-opt/zero-memory-bss-importmem",
        "zig/exports",
        "zig/wrapped",
    ];
    for name in modules {
        let wasm = fs::read(testdata().join(name).with_extension("wasm")).expect("it is there");
        let imported = fixed(&wasm, &["--import-memory"]).expect("it is fixed");
        let zeroed = fixed(&wasm, &["--import-memory", "--zero-memory"]).expect("it is fixed");
        assert_eq!((is_same(&imported), is_same(&zeroed)), (Some(false), Some(true)), "{name}");
    }
}

/// lld fills `.bss` itself where it knows that a host gives the memory: `next` counts there.
#[test]
fn what_lld_fills_needs_nothing() {
    let wasm = fs::read(testdata().join("clang19/zero-memory-bss-importmem.wasm")).expect("it is there");
    let (clean, dirty) = (run(&wasm, 0).expect("it runs"), run(&wasm, DIRT).expect("it runs"));
    let differ: Vec<&String> =
        clean.said.iter().zip(&dirty.said).filter(|(one, other)| one != other).map(|it| it.0).collect();
    assert_eq!(differ, ["heap: Ok(()) [I32(0)]"]);
}
