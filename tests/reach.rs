//! What an initialiser may call, as far as its code tells, and what running it adds: modules in text, and what is said of
//! each.

use wasm_initfix::Module;
use wasm_initfix::inspect::Assumption;
use wasm_initfix::inspect::Beyond;
use wasm_initfix::inspect::Depth;
use wasm_initfix::inspect::Facts;
use wasm_initfix::inspect::Function;
use wasm_initfix::inspect::Initialiser;
use wasm_initfix::inspect::InspectOptions;
use wasm_initfix::inspect::Proof;
use wasm_initfix::inspect::Ran;
use wasm_initfix::inspect::StartVerdict;
use wasm_initfix::inspect::inspect;

const LOG: &str = r#"(import "env" "log" (func $log (param i32)))"#;

fn look(text: &str, looking: &InspectOptions) -> Initialiser {
    let wasm = wat::parse_str(text).expect("a module in text");
    let module = Module::parse(&wasm).expect("a valid module");
    let facts: Facts = inspect(&module, looking).expect("options that fit");
    facts.initialiser.expect("an initialiser")
}

fn seen(body: &str) -> Initialiser {
    look(&format!("(module {body})"), &InspectOptions { depth: Some(Depth::Full), ..InspectOptions::default() })
}

#[cfg(feature = "prove")]
fn run(body: &str) -> Initialiser {
    look(
        &format!("(module {body})"),
        &InspectOptions { depth: Some(Depth::Full), run: true, ..InspectOptions::default() },
    )
}

/// `MODULE.NAME`, with a `?` if only indirect calls lead there.
fn imports(initialiser: &Initialiser) -> Vec<String> {
    let imports = initialiser.reach.imports.iter();
    imports.map(|it| format!("{}.{}{}", it.module, it.name, if it.certain { "" } else { "?" })).collect()
}

fn open(initialiser: &Initialiser) -> String {
    match &initialiser.reach.beyond {
        Beyond::Open(why) => why.to_string(),
        other => panic!("not open: {other:?}"),
    }
}

// ---- By the code ----

#[test]
fn direct_calls_are_certain_and_come_with_a_shortest_path() {
    let it = seen(&format!(
        r#"{LOG}
        (func $far (call $log (i32.const 1)))
        (func $middle (call $far))
        (func $near (call $log (i32.const 2)))
        (func (export "_initialize") (call $middle) (call $near))"#
    ));
    assert_eq!(imports(&it), ["env.log"]);
    let path: Vec<String> = it.reach.imports[0].path.iter().map(Function::to_string).collect();
    assert_eq!(path, ["func 4", "func 3 `near`"]);
    assert_eq!(it.verdict(), (StartVerdict::Unproven, Proof::None));
    assert_eq!((it.reach.functions, &it.reach.beyond), (4, &Beyond::Nothing));
}

#[test]
fn indirect_calls_lead_to_what_the_table_holds_of_their_type() {
    let table = r#"(table 3 funcref) (elem (i32.const 0) $calls $other $harmless)
        (func $calls (call $log (i32.const 1)))
        (func $other (param i32) (call $log (i32.const 1)))
        (func $harmless)"#;
    let of_type = |ty: &str, arguments: &str| {
        format!(
            r#"{LOG} {table} (memory (export "memory") 1)
            (func (export "_initialize") (call_indirect {ty} {arguments} (i32.load (i32.const 0))))"#
        )
    };
    let it = seen(&of_type("", ""));
    assert_eq!(imports(&it), ["env.log?"]);
    assert_eq!(it.verdict(), (StartVerdict::Unproven, Proof::None));
    let it = seen(&of_type("(param i64)", "(i64.const 0)"));
    assert_eq!(imports(&it), [""; 0]);
    assert_eq!(it.verdict(), (StartVerdict::Safe, Proof::Static));
}

#[test]
fn a_constant_place_in_a_table_that_nothing_writes_is_known() {
    let module = |place: u32, more: &str| {
        format!(
            r#"{LOG} (table 4 funcref) (elem (i32.const 1) $harmless $calls)
            (func $calls (call $log (i32.const 1))) (func $harmless) {more}
            (func (export "_initialize") (call_indirect (i32.const {place})) (call $more))"#
        )
    };
    assert!(seen(&module(1, "(func $more)")).is_safe());
    assert!(seen(&module(3, "(func $more)")).is_safe(), "null traps");
    assert_eq!(imports(&seen(&module(2, "(func $more)"))), ["env.log?"]);
    let writes = "(func $more (table.set (i32.const 1) (ref.func $calls)))";
    assert_eq!(imports(&seen(&module(1, writes))), ["env.log?"]);
    let copies = "(func $more (table.copy (i32.const 1) (i32.const 2) (i32.const 1)))";
    assert_eq!(imports(&seen(&module(1, copies))), ["env.log?"]);
}

/// A later segment replaces what an earlier one put into a place.
#[test]
fn of_segments_that_overlap_the_last_counts() {
    let module = |elements: &str| {
        format!(
            r#"{LOG} (table 4 funcref) {elements}
            (func $calls (call $log (i32.const 1))) (func $harmless)
            (func (export "_initialize") (call_indirect (i32.const 1)))"#
        )
    };
    let (calls, harmless) = ("(elem (i32.const 1) $calls)", "(elem (i32.const 0) $harmless $harmless)");
    assert!(seen(&module(&format!("{calls} {harmless}"))).is_safe());
    assert_eq!(imports(&seen(&module(&format!("{harmless} {calls}")))), ["env.log?"]);
}

#[test]
fn what_a_start_function_writes_to_tables_counts_and_what_it_calls_does_not() {
    let module = |start: &str| {
        format!(
            r#"{LOG} (table 2 funcref) (elem (i32.const 0) $harmless) (elem declare func $calls)
            (func $calls (call $log (i32.const 1))) (func $harmless) {start} (start $start)
            (func (export "_initialize") (call_indirect (i32.const 0)))"#
        )
    };
    assert!(seen(&module("(func $start)")).is_safe());
    let writes = "(func $start (table.set (i32.const 0) (ref.func $calls)))";
    assert_eq!(imports(&seen(&module(writes))), ["env.log?"]);
    let it = seen(&module("(func $start (call $log (i32.const 0)))"));
    assert_eq!(open(&it), "the start section runs first and calls `env.log`, which may fill tables");
}

#[test]
fn a_table_of_the_host_may_hold_anything() {
    let it =
        seen(r#"(import "env" "table" (table 1 funcref)) (func (export "_initialize") (call_indirect (i32.const 0)))"#);
    assert_eq!(open(&it), "func 0 calls through the table `env.table`, which the host fills");
    assert_eq!(it.verdict(), (StartVerdict::Unproven, Proof::None));
}

#[test]
fn a_table_that_holds_a_reference_of_the_host_may_hold_anything() {
    let it = seen(
        r#"(import "env" "callback" (global $callback funcref)) (table 1 funcref) (elem (i32.const 0) funcref (global.get $callback))
        (func (export "_initialize") (call_indirect (i32.const 0)))"#,
    );
    assert_eq!(open(&it), "func 0 calls through a table that may hold what the host gave");
}

#[test]
fn references_are_followed_by_type_with_subtypes() {
    let it = seen(&format!(
        r#"{LOG} (type $base (sub (func))) (type $derived (sub $base (func)))
        (func $calls (type $derived) (call $log (i32.const 1))) (elem declare func $calls)
        (func (export "_initialize") (call_ref $base (ref.func $calls)))"#
    ));
    assert_eq!(imports(&it), ["env.log?"]);
}

#[test]
fn an_import_in_a_table_is_reached() {
    let it = seen(
        r#"(import "env" "tick" (func $tick)) (table 1 funcref) (elem (i32.const 0) $tick)
        (func (export "_initialize") (call_indirect (i32.const 0)))"#,
    );
    assert_eq!(imports(&it), ["env.tick?"]);
    assert!(it.reach.imports[0].may_call_back());
}

#[test]
fn imports_that_end_the_run_or_touch_nothing_are_harmless_and_unknown_ones_are_not() {
    let module = |import: &str, call: &str| format!(r#"{import} (func (export "_initialize") {call})"#);
    let abort = r#"(import "env" "abort" (func $f (param i32 i32 i32 i32)))"#;
    let zeros = "(call $f (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))";
    assert!(seen(&module(abort, zeros)).is_safe());
    let tick = module(r#"(import "env" "tick" (func $f))"#, "(call $f)");
    assert_eq!(seen(&tick).verdict(), (StartVerdict::Unproven, Proof::None));
    let yields =
        module(r#"(import "wasi_snapshot_preview1" "sched_yield" (func $f (result i32)))"#, "(drop (call $f))");
    assert_eq!(seen(&yields).verdict(), (StartVerdict::NeedsMemory, Proof::Static), "hosts have yet to set WASI up");
}

/// The first is Emscripten's, the second has its name and may do anything.
#[test]
fn imports_of_one_name_and_different_types_are_told_apart() {
    let it = seen(
        r#"(import "env" "emscripten_get_now" (func $now (result f64)))
        (import "env" "emscripten_get_now" (func $other (param i32)))
        (memory (export "memory") 1) (table 1 funcref) (elem (i32.const 0) $other)
        (func (export "_initialize") (drop (call $now)) (call_indirect (param i32) (i32.const 1) (i32.const 0)))"#,
    );
    assert_eq!(imports(&it), ["env.emscripten_get_now", "env.emscripten_get_now?"]);
    assert_eq!(it.verdict(), (StartVerdict::Unproven, Proof::None));
}

#[test]
fn what_the_user_says_of_an_import_counts() {
    let text = format!(r#"(module {LOG} (func (export "_initialize") (call $log (i32.const 1))))"#);
    let with = |assumption| {
        let assume = [("env.log".to_owned(), assumption)];
        let looking = InspectOptions { depth: Some(Depth::Full), assume: &assume, ..InspectOptions::default() };
        look(&text, &looking).verdict().0
    };
    assert_eq!(with(Assumption::Pure), StartVerdict::Safe);
    assert_eq!(with(Assumption::Memory), StartVerdict::NeedsMemory);
    assert_eq!(with(Assumption::Reenters), StartVerdict::Unsafe);
}

#[test]
fn no_number_of_threads_changes_the_order() {
    let functions: String = (0..400).map(|n| format!("(func $f{n} (call $log (i32.const {n})))")).collect();
    let elements: String = (0..400).map(|n| format!(" $f{n}")).collect();
    let text = format!(
        r#"(module {LOG} {functions} (table 400 funcref) (elem (i32.const 0) {elements}) (memory 1)
        (func (export "_initialize") (call_indirect (i32.load (i32.const 0)))))"#
    );
    let looking = InspectOptions { depth: Some(Depth::Full), ..InspectOptions::default() };
    let first = look(&text, &looking);
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        assert_eq!(pool.install(|| look(&text, &looking)), first);
    }
}

// ---- By running ----

/// A table that only a load says the place in: the code proves nothing, a run does.
#[cfg(feature = "prove")]
fn chosen(memory: &str, more: &str) -> String {
    format!(
        r#"{LOG} {memory} (table 2 funcref) (elem (i32.const 0) $harmless $calls)
        (func $calls (call $log (i32.const 1))) (func $harmless)
        (func (export "_initialize") {more} (call_indirect (i32.load (i32.const 16))))"#
    )
}

#[cfg(feature = "prove")]
fn unknown(initialiser: &Initialiser) -> String {
    match &initialiser.ran {
        Some(Ran::Unknown(why)) => why.to_string(),
        other => panic!("{other:?}"),
    }
}

#[cfg(feature = "prove")]
const OWN: &str = r#"(memory (export "memory") 1)"#;
#[cfg(feature = "prove")]
const GIVEN: &str = r#"(import "env" "memory" (memory 1))"#;

#[cfg(feature = "prove")]
#[test]
fn a_run_proves_what_the_code_does_not() {
    let it = run(&chosen(OWN, ""));
    assert_eq!(imports(&it), ["env.log?"]);
    assert_eq!((it.verdict(), &it.ran), ((StartVerdict::Safe, Proof::Run), &Some(Ran::Ends)));
    let it = run(&chosen(OWN, "(i32.store (i32.const 16) (i32.const 1))"));
    assert_eq!(it.verdict(), (StartVerdict::Unproven, Proof::None));
    assert!(matches!(&it.ran, Some(Ran::Calls { import }) if import.name == "log" && import.path.len() == 2));
}

#[cfg(feature = "prove")]
#[test]
fn what_is_in_a_memory_of_the_host_may_steer_it_unless_the_module_wrote_it() {
    const CONTENT: &str =
        "the run looked at memory that the host gives, at a place where the module has written nothing";
    assert_eq!(unknown(&run(&chosen(GIVEN, ""))), CONTENT);
    let written = [
        "(i32.store (i32.const 16) (i32.const 0))",
        "(i64.store offset=10 (i32.const 6) (i64.const 0))",
        "(i32.store16 (i32.const 16) (i32.const 0)) (i32.store16 (i32.const 18) (i32.const 0))",
        "(i64.store8 (i32.const 19) (i64.const 0)) (i64.store32 (i32.const 15) (i64.const 0))",
        "(f32.store (i32.const 16) (f32.const 0))",
        "(v128.store (i32.const 4) (v128.const i64x2 0 0))",
        "(memory.fill (i32.const 16) (i32.const 0) (i32.const 4))",
        "(i32.store (i32.const 40) (i32.const 0)) (memory.copy (i32.const 16) (i32.const 40) (i32.const 4))",
    ];
    for stores in written {
        assert_eq!(run(&chosen(GIVEN, stores)).ran, Some(Ran::Ends), "{stores}");
    }
    let not_all = [
        "(i32.store8 (i32.const 16) (i32.const 0))",
        "(i32.store (i32.const 17) (i32.const 0))",
        "(i32.store (i32.const 13) (i32.const 0))",
        "(memory.fill (i32.const 17) (i32.const 0) (i32.const 3))",
        "(memory.copy (i32.const 16) (i32.const 40) (i32.const 4))",
    ];
    for stores in not_all {
        assert_eq!(unknown(&run(&chosen(GIVEN, stores))), CONTENT, "{stores}");
    }
}

#[cfg(feature = "prove")]
#[test]
fn data_of_the_module_is_its_own() {
    let data = |data: &str| format!("{GIVEN} {data}");
    let whole = data(r#"(data (i32.const 15) "\00\00\00\00\00")"#);
    assert_eq!(run(&chosen(&whole, "")).ran, Some(Ran::Ends));
    let part = data(r#"(data (i32.const 15) "\00\00\00\00")"#);
    assert!(unknown(&run(&chosen(&part, ""))).starts_with("the run looked at memory"));
    let passive = data(r#"(data $zeros "\00\00\00\00")"#);
    let init = "(memory.init $zeros (i32.const 16) (i32.const 0) (i32.const 4))";
    assert_eq!(run(&chosen(&passive, init)).ran, Some(Ran::Ends));
    let by_start = data(r#"(func $fill (memory.fill (i32.const 0) (i32.const 0) (i32.const 64))) (start $fill)"#);
    assert_eq!(run(&chosen(&by_start, "")).ran, Some(Ran::Ends), "the start function runs first");
}

#[cfg(feature = "prove")]
#[test]
fn the_size_of_a_memory_of_the_host_may_steer_it_unless_it_is_fixed() {
    let init = "(i32.store (i32.const 16) (i32.sub (memory.size) (i32.const 1)))";
    assert_eq!(unknown(&run(&chosen(GIVEN, init))), "the run looked at the size of the memory that the host gives");
    let fixed = r#"(import "env" "memory" (memory 1 1))"#;
    assert_eq!(run(&chosen(fixed, init)).ran, Some(Ran::Ends));
    assert_eq!(run(&chosen(OWN, init)).ran, Some(Ran::Ends));
    let beyond = "(i32.store (i32.const 16) (i32.const 0)) (i32.store (i32.const 65536) (i32.const 0))";
    assert_eq!(unknown(&run(&chosen(GIVEN, beyond))), "the initialiser traps: wasm `unreachable` instruction executed");
}

#[cfg(feature = "prove")]
#[test]
fn imported_globals_and_tables_may_steer_it() {
    let global = r#"(import "env" "choice" (global $choice i32))"#;
    let stores = "(i32.store (i32.const 16) (global.get $choice))";
    assert_eq!(unknown(&run(&chosen(&format!("{global} {OWN}"), stores))), "the run looked at an imported global");
    let data = format!(r#"{global} {OWN} (data (global.get $choice) "\01")"#);
    let why = "where its data or functions lie depends on the imported global `env.choice`";
    assert_eq!(unknown(&run(&chosen(&data, ""))), why);

    let table = |body: &str| {
        format!(
            r#"{LOG} (import "env" "table" (table 2 funcref)) (elem (i32.const 0) $harmless) (func $harmless)
            (func (export "_initialize") {body})"#
        )
    };
    let own = run(&table("(call_indirect (i32.const 0))"));
    assert_eq!((own.verdict(), &own.ran), ((StartVerdict::Safe, Proof::Run), &Some(Ran::Ends)));
    assert!(unknown(&run(&table("(call_indirect (i32.const 1))"))).starts_with("the initialiser traps"));
    let asks = "(call_indirect (i32.const 0)) (drop (ref.is_null (table.get (i32.const 1))))";
    assert_eq!(unknown(&run(&table(asks))), "the run looked at a table that the host gives");
}

#[cfg(feature = "prove")]
#[test]
fn a_run_that_does_not_end_proves_nothing() {
    let endless = run(&chosen(OWN, "(loop $again (br $again))"));
    assert_eq!(
        unknown(&endless),
        "the initialiser takes too many instructions: the limit is 1000000000 (--limit=run-steps=NUMBER sets another)"
    );
    let traps = run(&chosen(OWN, "(unreachable)"));
    assert_eq!(unknown(&traps), "the initialiser traps: wasm `unreachable` instruction executed");
    let large = run(&chosen(r#"(memory (export "memory") 1)"#, "(drop (memory.grow (i32.const 16384)))"));
    assert_eq!(unknown(&large), LARGE);
    let start = run(&chosen(&format!("{OWN} (func $start (call $log (i32.const 0))) (start $start)"), ""));
    assert_eq!(unknown(&start), "the start section, which runs first, calls `env.log`");
}

#[cfg(feature = "prove")]
const LARGE: &str =
    "the initialiser wants too much memory, in bytes: the limit is 1073741824 (--limit=run-memory=NUMBER sets another)";

/// None of them is too large by itself.
#[cfg(feature = "prove")]
#[test]
fn memories_and_tables_share_one_limit() {
    let memories = "(memory $a 1) (memory $b 1) (memory $c 1)";
    let grow = |name| format!("(drop (memory.grow ${name} (i32.const 6000)))");
    let three = run(&chosen(memories, &["a", "b", "c"].map(grow).concat()));
    assert_eq!(unknown(&three), LARGE);
    let two = run(&chosen(memories, &["a", "b"].map(grow).concat()));
    assert_eq!(two.ran, Some(Ran::Ends));
    let table = "(table $t 2 funcref) (memory $a 1)";
    let grow_table = "(drop (table.grow $t (ref.null func) (i32.const 50000000)))";
    assert_eq!(unknown(&run(&chosen(table, &format!("{grow_table} {}", grow("a"))))), LARGE);
    let from_the_beginning = run(&chosen("(memory 16000) (memory 1000)", "(nop)"));
    assert_eq!(
        unknown(&from_the_beginning),
        "it wants too much memory, in bytes: the limit is 1073741824 (--limit=run-memory=NUMBER sets another)"
    );
    // A module that must not grow sees that it does not, as with any host.
    let own_maximum = run(&chosen("(memory $a 1 2)", &grow("a")));
    assert_eq!(own_maximum.ran, Some(Ran::Ends));
}

/// Engines may give different results.
#[cfg(feature = "prove")]
#[test]
fn relaxed_simd_is_not_run() {
    let zeros = "(v128.const i64x2 0 0)";
    let it = run(&chosen(OWN, &format!("(v128.store (i32.const 16) (i32x4.relaxed_trunc_f32x4_s {zeros}))")));
    assert!(unknown(&it).contains("relaxed SIMD"), "{}", unknown(&it));
    let plain = run(&chosen(OWN, &format!("(v128.store (i32.const 16) (i32x4.trunc_sat_f32x4_s {zeros}))")));
    assert_eq!(plain.ran, Some(Ran::Ends));
}

#[cfg(feature = "prove")]
#[test]
fn a_start_function_runs_once() {
    let it = run(&format!(
        r#"{LOG} (global $runs (mut i32) (i32.const 0)) (table 2 funcref) (elem (i32.const 0) $harmless $calls)
        (func $calls (call $log (i32.const 1))) (func $harmless)
        (func $start (call_indirect (global.get $runs)) (global.set $runs (i32.const 1))) (start $start)"#
    ));
    assert_eq!((it.verdict(), &it.ran), ((StartVerdict::Safe, Proof::Run), &Some(Ran::Ends)));
}

/// What a constructor would do without an import that ends the run is not known.
#[cfg(feature = "prove")]
#[test]
fn an_import_that_ends_the_run_proves_nothing() {
    let it = run(r#"(import "env" "abort" (func $abort)) (import "env" "log" (func $log (param i32))) (memory 1)
        (table 1 funcref) (elem (i32.const 0) $calls) (func $calls (call $log (i32.const 1)))
        (func (export "_initialize") (call $abort) (call_indirect (i32.load (i32.const 16))))"#);
    assert_eq!(it.verdict(), (StartVerdict::Unproven, Proof::None));
}
