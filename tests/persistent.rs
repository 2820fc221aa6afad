//! A memory that outlives instances: with `--segments=init`, a further instance goes on from what it holds, and without, its data is
//! written anew.

#[path = "support/free_bytes.rs"]
mod free_bytes;
#[path = "support/on_memory.rs"]
mod on_memory;

use std::fs;

use free_bytes::free_bytes;
use on_memory::FOLDERS;
use on_memory::Host;
use on_memory::fixed;
use on_memory::modules;
use on_memory::testdata;

/// What a first instance said when all was called, what the memory held then, and what it held when a second one was there.
#[derive(PartialEq)]
struct Kept {
    said: Vec<String>,
    before: Vec<Vec<u8>>,
    after: Vec<Vec<u8>>,
}

impl Kept {
    /// None if the module cannot be run here, or does not come as far.
    fn of(wasm: &[u8], byte: u8) -> Option<Self> {
        let mut host = Host::new(wasm, byte)?;
        let first = host.instantiate().ok()?;
        let said = host.call_all(first);
        let before = host.memories();
        host.instantiate().ok()?;
        Some(Self { said, before, after: host.memories() })
    }

    fn is_kept(&self) -> bool {
        self.before == self.after
    }
}

/// How constructors get into the start section, if they are not there.
const INIT: [&str; 2] = ["--init=auto", "--init=start"];

/// Its `_initialize` ran the start function a second time, and does nothing now.
const STARTED_AGAIN: &str = "wat/start-exported-as-initialize";

#[test]
fn a_second_instance_finds_what_the_first_left() {
    let (mut compared, mut lost) = (0, Vec::new());
    for (name, wasm) in FOLDERS.into_iter().flat_map(modules) {
        let Some(mark) = free_bytes(&wasm, 0).map(|address| format!("--mark-address={address}")) else {
            continue;
        };
        for (rewriter, init) in ["splice", "walrus"].iter().flat_map(|rewriter| INIT.map(|init| (rewriter, init))) {
            let rewriter = format!("--rewriter={rewriter}");
            let imported = ["--import-memory", "--memory=0", init, &*rewriter];
            let Some(once) = fixed(&wasm, &[imported.as_slice(), &["--segments=init", &mark]].concat()) else {
                continue;
            };
            let (Some(plain), Some(kept)) =
                (fixed(&wasm, &imported).and_then(|it| Kept::of(&it, 0)), Kept::of(&once, 0))
            else {
                continue;
            };
            // Other memories are written anew.
            if kept.before.len() != 1 {
                continue;
            }
            assert!(kept.is_kept(), "{name} {rewriter} {init}: the second instance changed the memory");
            assert!(kept.said == plain.said || name == STARTED_AGAIN, "{name} {rewriter} {init}: {:?}", kept.said);
            compared += 1;
            if !plain.is_kept() {
                lost.push(name.clone());
            }
        }
    }
    lost.dedup();
    println!("{compared} compared, {} lose what they keep otherwise: {lost:?}", lost.len());
    assert!(compared > 200 && lost.len() > 20, "{compared} compared, {} lose it without", lost.len());
}

const COUNTS: &str = "wat/keep-memory";

/// The counter goes on where the first instance left it. Without the option, it begins anew.
#[test]
fn a_counter_goes_on() {
    let wasm = fs::read(testdata().join(COUNTS).with_extension("wasm")).expect("it is there");
    let counts = |flags: &[&str]| {
        let mut host = Host::new(&fixed(&wasm, flags).expect("it is fixed"), 0).expect("it runs here");
        let instances = [host.instantiate(), host.instantiate()].map(|instance| instance.expect("it starts"));
        instances.map(|instance| host.call_all(instance).last().cloned().unwrap_or_default()).to_vec()
    };
    let bump = |count| format!("bump: Ok(()) [I32({count})]");
    assert_eq!(counts(&["--segments=init", "--mark-address=16"]), [bump(11), bump(12)]);
    // Each writes its segments over what is there, and adds ten: the second one's call counts from there.
    assert_eq!(counts(&["--init=start"]), [bump(11), bump(12)]);
}

/// What a host calls need not be exported: it finds functions in tables and globals, and in what it gets as arguments and results.
#[test]
fn state_that_is_not_found_again_is_said() {
    let is_said = |parts: &str| {
        let text = format!(
            r#"(module (type $f (func)) (import "env" "memory" (memory 1)) {parts} (memory $other 1) (global $g (mut i32) (i32.const 0))
               (data (i32.const 64) "\07") (func $sets (global.set $g (i32.const 1))) (func (export "get") (result i32) (global.get $g)))"#
        );
        let wasm = wat::parse_str(&text).expect(&text);
        let options =
            wasm_initfix::cli::parse_options(["--segments=init", "--mark-address=0", "--init=keep", "--memory=0"]);
        let outcome = wasm_initfix::fix(&wasm, &options.expect("they are valid")).expect(&text);
        outcome.keys().contains(&"state-forgotten")
    };
    for parts in [
        r#"(table (export "t") 1 funcref) (elem (i32.const 0) func $sets)"#,
        r#"(import "env" "t" (table 1 funcref)) (elem (i32.const 0) func $sets)"#,
        r#"(global (export "f") funcref (ref.func $sets))"#,
        r#"(import "env" "f" (global (mut funcref))) (elem declare func $sets) (func (export "gives") (global.set 0 (ref.func $sets)))"#,
        r#"(elem declare func $sets) (func (export "gives") (result funcref) (ref.func $sets))"#,
        r#"(import "env" "takes" (func $takes (param funcref))) (elem declare func $sets) (func (export "gives") (call $takes (ref.func $sets)))"#,
        r#"(elem declare func $sets) (func (export "calls") (call_ref $f (ref.func $sets)))"#,
        r#"(func (export "stores") (i32.store $other (i32.const 0) (i32.const 1)))"#,
        r#"(data $d "a") (func (export "drops") (data.drop $d))"#,
    ] {
        assert!(is_said(parts), "{parts}");
    }
    for parts in [
        "",
        "(table 1 funcref) (elem (i32.const 0) func $sets)",
        r#"(table (export "t") 1 funcref)"#,
        r#"(table (export "t") 1 externref) (elem declare func $sets)"#,
        r#"(func (export "stores") (i32.store (i32.const 0) (i32.const 1)))"#,
    ] {
        assert!(!is_said(parts), "{parts}");
    }
}
