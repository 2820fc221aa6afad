use std::collections::HashSet;

use wasmparser::FuncType;
use wasmparser::ValType;

use super::wasi::FUNCTIONS;
use super::*;

const F64: ValType = ValType::F64;
const I32: ValType = ValType::I32;
const I64: ValType = ValType::I64;

/// By name and type alone.
fn of(import: &str, params: &[ValType], results: &[ValType]) -> ImportEffect {
    of_assumed(import, params, results, &[])
}

fn of_assumed(import: &str, params: &[ValType], results: &[ValType], assumed: &[(String, Assumption)]) -> ImportEffect {
    let (module, name) = import.split_once('.').expect("a module and a name");
    let ty = FuncType::new(params.iter().copied(), results.iter().copied());
    effect(module, name, Some(&ty), assumed)
}

#[track_caller]
fn is_known(import: &str, params: &[ValType], results: &[ValType], expected: Effect) {
    let found = of(import, params, results);
    assert_eq!(found.effect, expected, "{import}");
    assert!(matches!(found.basis, Basis::Known(_)), "{import}: {:?}", found.basis);
}

#[track_caller]
fn is_by_type(import: &str, params: &[ValType], results: &[ValType], expected: Effect) {
    assert_eq!(of(import, params, results), ImportEffect { effect: expected, basis: Basis::Type }, "{import}");
}

/// A table's letters as a type.
fn from_letters(letters: &str) -> FuncType {
    let value = |letter: char| match letter {
        'i' | 'p' => I32,
        'j' => I64,
        'f' => ValType::F32,
        'd' => F64,
        other => panic!("no type: {other}"),
    };
    let (result, params) = letters.split_at(1);
    FuncType::new(params.chars().map(value), result.chars().filter(|it| *it != 'v').map(value))
}

#[test]
fn tables_are_sorted_and_have_no_name_twice() {
    for table in [emscripten::TABLE, assemblyscript::TABLE] {
        for pair in table.windows(2) {
            assert!(pair[0].name < pair[1].name, "{} and {}", pair[0].name, pair[1].name);
        }
    }
    assert!(ABORTING.is_sorted());
    let names: HashSet<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
    assert_eq!(names.len(), 46);
}

#[test]
fn every_entry_is_found_under_its_name() {
    for (table, find) in [
        (emscripten::TABLE, emscripten::effect as fn(&str, &str, Option<&FuncType>) -> Option<ImportEffect>),
        (assemblyscript::TABLE, assemblyscript::effect),
    ] {
        for entry in table {
            let ty = from_letters(if entry.ty.is_empty() { "v" } else { entry.ty });
            let expected = ImportEffect { effect: entry.effect, basis: Basis::Known(entry.source) };
            assert_eq!(find("env", &entry.name.replace('*', "x"), Some(&ty)), Some(expected), "{}", entry.name);
        }
    }
}

/// A name alone is no reason to think that a function leaves the module alone.
#[test]
fn what_touches_nothing_has_a_type() {
    for entry in emscripten::TABLE.iter().chain(assemblyscript::TABLE) {
        assert!(entry.effect != Effect::Pure || !entry.ty.is_empty(), "{}", entry.name);
    }
}

#[test]
fn preview_1_is_known_by_its_parameters() {
    let touching_nothing = [
        "fd_advise",
        "fd_allocate",
        "fd_close",
        "fd_datasync",
        "fd_fdstat_set_flags",
        "fd_fdstat_set_rights",
        "fd_filestat_set_size",
        "fd_filestat_set_times",
        "fd_renumber",
        "fd_sync",
        "proc_raise",
        "sched_yield",
        "sock_shutdown",
    ];
    for function in &FUNCTIONS {
        let expected = match function.name {
            "proc_exit" => Effect::Aborts,
            name if touching_nothing.contains(&name) => Effect::Pure,
            _ => Effect::NeedsMemory,
        };
        assert_eq!(function.effect(), expected, "{}", function.name);
    }
    let path_open = FUNCTIONS.iter().find(|function| function.name == "path_open").expect("it is there");
    assert_eq!(path_open.addresses().collect::<Vec<_>>(), ["path", "result"]);
}

#[test]
fn wasi_has_its_own_types() {
    let fd_write = [I32, I32, I32, I32];
    is_known("wasi_snapshot_preview1.fd_write", &fd_write, &[I32], Effect::NeedsMemory);
    is_known("wasi_unstable.fd_write", &fd_write, &[I32], Effect::NeedsMemory);
    is_known("wasi_snapshot_preview1.fd_seek", &[I32, I64, I32, I32], &[I32], Effect::NeedsMemory);
    is_known("wasi_snapshot_preview1.fd_close", &[I32], &[I32], Effect::Pure);
    is_known("wasi_snapshot_preview1.proc_exit", &[I32], &[], Effect::Aborts);
    // What has another type is something else.
    is_by_type("wasi_snapshot_preview1.fd_close", &[I64], &[I32], Effect::NeedsMemory);
    is_by_type("wasi_snapshot_preview1.fd_close", &[I32], &[], Effect::NeedsMemory);
    is_by_type("wasi_snapshot_preview1.fd_close", &[I32, I32], &[I32], Effect::NeedsMemory);
    is_by_type("wasi_snapshot_preview1.sched_yield", &[], &[], Effect::Pure);
    is_by_type("wasi_snapshot_preview1.proc_exit", &[], &[], Effect::Pure);
    is_by_type("wasi_snapshot_preview1.abort", &[], &[], Effect::Pure);
    // It came after the first form.
    is_known("wasi_snapshot_preview1.sock_accept", &[I32, I32, I32], &[I32], Effect::NeedsMemory);
    is_by_type("wasi_unstable.sock_accept", &[I32, I32, I32], &[I32], Effect::NeedsMemory);
}

#[test]
fn threads_begin_in_the_module() {
    is_known("wasi.thread-spawn", &[I32], &[I32], Effect::Reenters);
    is_by_type("wasi.thread-spawn", &[F64], &[I32], Effect::Pure);
    is_by_type("wasi.thread-join", &[I32], &[I32], Effect::NeedsMemory);
}

#[test]
fn emscripten_is_known_by_name() {
    is_known("env.emscripten_get_now", &[], &[F64], Effect::Pure);
    is_known("env._abort_js", &[], &[], Effect::Aborts);
    is_known("env.__cxa_throw", &[I32, I32, I32], &[], Effect::Aborts);
    is_known("env.emscripten_resize_heap", &[I32], &[I32], Effect::NeedsMemory);
    is_known("env.emscripten_notify_memory_growth", &[I32], &[], Effect::NeedsMemory);
    is_known("env._tzset_js", &[I32, I32, I32, I32], &[], Effect::NeedsMemory);
    is_known("env.__syscall_openat", &[I32, I32, I32, I32], &[I32], Effect::NeedsMemory);
    is_known("env.invoke_vii", &[I32, I32, I32], &[], Effect::Reenters);
    is_known("env.emscripten_asm_const_int", &[I32, I32, I32], &[I32], Effect::Reenters);
    // The longest beginning counts, and a whole name before all of them.
    is_known("env._embind_register_class_function", &[I32; 10], &[], Effect::Reenters);
    is_known("env._embind_register_void", &[I32, I32], &[], Effect::NeedsMemory);
    is_known("env.__syscall_getuid32", &[], &[I32], Effect::Pure);
    is_known("env.__syscall_getuid32", &[I32], &[I32], Effect::NeedsMemory);
    // Addresses of wasm64.
    is_known("env._emval_incref", &[I64], &[], Effect::Pure);
    // Others' functions.
    is_by_type("env.emscripten_get_now", &[I32], &[F64], Effect::NeedsMemory);
    is_by_type("env.emscripten_get_now", &[], &[I32], Effect::Pure);
    is_by_type("env.reinvoke_vii", &[I32], &[], Effect::NeedsMemory);
    is_by_type("host.invoke_vii", &[I32], &[], Effect::NeedsMemory);
}

#[test]
fn assemblyscript_is_known_by_name_and_type() {
    is_known("env.abort", &[I32; 4], &[], Effect::Aborts);
    is_known("env.trace", &[I32, I32, F64, F64, F64, F64, F64], &[], Effect::NeedsMemory);
    is_known("env.seed", &[], &[F64], Effect::Pure);
    is_known("env.Math.sin", &[F64], &[F64], Effect::Pure);
    is_known("Math.sin", &[F64], &[F64], Effect::Pure);
    is_known("Date.now", &[], &[F64], Effect::Pure);
    is_known("env.console.log", &[I32], &[], Effect::NeedsMemory);
    is_by_type("env.seed", &[], &[I64], Effect::Pure);
    is_by_type("env.trace", &[], &[], Effect::Pure);
    is_by_type("Math.log", &[I32], &[], Effect::NeedsMemory);
}

#[test]
fn some_names_end_the_run_anywhere() {
    for name in ABORTING {
        is_known(&format!("host.{name}"), &[I32], &[], Effect::Aborts);
        assert!(!of(&format!("host.{name}"), &[], &[]).may_call_back());
    }
    is_by_type("host.aborted", &[], &[], Effect::Pure);
}

#[test]
fn what_is_unknown_may_call_back() {
    assert!(of("env.f", &[], &[]).may_call_back());
    assert!(of("env.f", &[I32], &[]).may_call_back());
    assert!(of("env.invoke_v", &[I32], &[]).may_call_back());
    assert!(!of("env.emscripten_get_now", &[], &[F64]).may_call_back());
    assert!(!of("wasi_snapshot_preview1.fd_write", &[I32; 4], &[I32]).may_call_back());
    let unknown = effect("env", "f", None, &[]);
    assert_eq!(unknown, ImportEffect { effect: Effect::NeedsMemory, basis: Basis::Type });
    assert_eq!(effect("wasi_unstable", "fd_close", None, &[]), unknown);
}

#[test]
fn the_user_knows_better_and_the_last_word_counts() {
    let say = |import: &str, what| (import.to_owned(), what);
    let assumed = [
        say("env.f", Assumption::Reenters),
        say("env.f", Assumption::Pure),
        say("env.f.g", Assumption::Memory),
        say("wasi_snapshot_preview1.proc_exit", Assumption::Reenters),
        say("en.v.f", Assumption::Reenters),
    ];
    let assume = |import, params: &[ValType]| of_assumed(import, params, &[], &assumed);
    assert_eq!(assume("env.f", &[I32]), ImportEffect { effect: Effect::Pure, basis: Basis::Assumed });
    assert!(!assume("env.f", &[I32]).may_call_back());
    assert_eq!(assume("env.f.g", &[]), ImportEffect { effect: Effect::NeedsMemory, basis: Basis::Assumed });
    assert!(assume("wasi_snapshot_preview1.proc_exit", &[I32]).may_call_back());
    assert_eq!(assume("env.g", &[]).basis, Basis::Type);
}

#[test]
fn effects_have_words() {
    let effects = [Effect::Pure, Effect::Aborts, Effect::NeedsMemory, Effect::MayReenter, Effect::Reenters];
    assert_eq!(effects.map(Effect::keyword), ["pure", "aborts", "memory", "may-reenter", "reenters"]);
    assert!(effects.is_sorted());
}
