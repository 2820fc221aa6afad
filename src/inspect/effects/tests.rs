use std::collections::HashSet;

use wasmparser::FuncType;
use wasmparser::ValType;

use super::entry::Entry;
use super::entry::Signature;
use super::entry::is_type;
use super::wasi::FUNCTIONS;
use super::*;

const F32: ValType = ValType::F32;
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

/// Nothing but the type tells of it: the first parameter that may be an address.
#[track_caller]
fn is_unknown(import: &str, params: &[ValType], results: &[ValType]) {
    let address = params.iter().copied().find(|ty| [I32, I64].contains(ty));
    let unknown = ImportEffect { effect: Effect::Unknown, basis: Basis::Type { address } };
    assert_eq!(of(import, params, results), unknown, "{import}");
}

type Find = fn(&str, &str, Option<&FuncType>) -> Option<ImportEffect>;

fn tables() -> Vec<(&'static [Entry], Find)> {
    let mut tables: Vec<(&[Entry], Find)> = vec![(assemblyscript::TABLE, assemblyscript::effect)];
    tables.extend(emscripten::TABLES.map(|table| (table, emscripten::effect as Find)));
    tables
}

/// An entry's type, with addresses of this one.
fn type_of(entry: &Entry, address: ValType) -> FuncType {
    let value = |letter: char| match letter {
        'i' => I32,
        'j' => I64,
        'f' => F32,
        'd' => F64,
        'p' => address,
        other => panic!("no type: {other}"),
    };
    let (result, params) = entry.ty.letters().split_at(1);
    FuncType::new(params.chars().map(value), result.chars().filter(|it| *it != 'v').map(value))
}

/// The same once 64-bit numbers are parted.
fn parted_type_of(entry: &Entry) -> FuncType {
    let letters = entry.ty.letters().replace('p', "i");
    let value = |letter: char| match letter {
        'i' | 'j' => I32,
        'f' => F32,
        _ => F64,
    };
    let (result, params) = letters.split_at(1);
    FuncType::new(params.replace('j', "ii").chars().map(value), result.chars().filter(|it| *it != 'v').map(value))
}

#[test]
fn tables_are_sorted_and_have_nothing_twice() {
    for (table, _) in tables() {
        for pair in table.windows(2) {
            let [first, second] = [pair[0], pair[1]].map(|entry| (entry.name, entry.ty));
            assert!(first < second, "{first:?} and {second:?}");
        }
    }
    let mut names = HashSet::new();
    for table in emscripten::TABLES {
        let own: HashSet<&str> = table.iter().map(|entry| entry.name).collect();
        assert!(own.is_disjoint(&names), "a name is in two tables");
        names.extend(own);
    }
    let names: HashSet<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
    assert_eq!(names.len(), 46);
}

#[test]
fn every_entry_is_found_under_its_name_and_type() {
    for (table, find) in tables() {
        for entry in table {
            for ty in [type_of(entry, I32), type_of(entry, I64)] {
                let found = find("env", entry.name, Some(&ty)).map(|found| found.effect);
                assert_eq!(found, Some(entry.effect), "{}: {ty}", entry.name);
                assert_eq!(find("env", &format!("{}x", entry.name), Some(&ty)), None, "{}", entry.name);
                assert_eq!(find("host", entry.name, Some(&ty)), None, "{}", entry.name);
            }
            assert_eq!(find("env", entry.name, None), None, "{}", entry.name);
        }
    }
}

#[test]
fn every_entry_is_found_with_its_numbers_parted() {
    for (table, find) in tables() {
        for entry in table.iter().filter(|entry| entry.name != "_embind_register_bigint") {
            let found = find("env", entry.name, Some(&parted_type_of(entry))).map(|found| found.effect);
            assert_eq!(found, Some(entry.effect), "{}", entry.name);
        }
    }
}

/// A name alone is no reason to think anything.
#[test]
fn a_known_name_with_another_type_is_not_known() {
    for (table, find) in tables() {
        for entry in table {
            let ty = type_of(entry, I32);
            let (params, results) = (ty.params().iter().copied(), ty.results().iter().copied());
            let with_another_param = FuncType::new(params.clone().chain([F32]), results.clone());
            let with_another_result =
                FuncType::new(params.clone(), if results.len() == 0 { vec![F32] } else { vec![] });
            let with_two_results = FuncType::new(params, results.chain([I32, I32]));
            assert_eq!(find("env", entry.name, Some(&with_another_param)), None, "{}", entry.name);
            assert_eq!(find("env", entry.name, Some(&with_two_results)), None, "{}", entry.name);
            let others = table.iter().filter(|other| other.name == entry.name);
            if !others.into_iter().any(|other| is_type(&with_another_result, other.ty.letters())) {
                assert_eq!(find("env", entry.name, Some(&with_another_result)), None, "{}", entry.name);
            }
        }
    }
}

/// No type of an entry is, with parted numbers or without, that of one with another effect, but for this one.
#[test]
fn entries_for_one_name_and_type_agree() {
    for (table, _) in tables() {
        for entry in table.iter().filter(|entry| entry.name != "_embind_register_bigint") {
            for other in table.iter().filter(|other| other.name == entry.name && other.effect != entry.effect) {
                for ty in [type_of(other, I32), type_of(other, I64), parted_type_of(other)] {
                    assert!(!is_type(&ty, entry.ty.letters()), "{}: {ty}", entry.name);
                }
            }
        }
    }
}

#[test]
fn letters_are_types() {
    assert_eq!(Signature::new("vijfdp").letters(), "vijfdp");
    let ty = FuncType::new([I64, I32], [I64]);
    assert!(is_type(&ty, "jji"));
    assert!(!is_type(&ty, "jj"));
    assert!(!is_type(&ty, "jjx"));
    assert!(!is_type(&ty, "jjv"));
    assert!(!is_type(&ty, ""));
    assert!(is_type(&FuncType::new([I32, I32, I32], [I32]), "jji"));
    assert!(!is_type(&FuncType::new([I32, I32], [I32]), "jji"));
    // All addresses are of one size, and with 64-bit ones there is no need to part numbers.
    assert!(is_type(&FuncType::new([I64, I64], []), "vpp"));
    assert!(!is_type(&FuncType::new([I32, I64], []), "vpp"));
    assert!(is_type(&FuncType::new([I64, I64], []), "vpj"));
    assert!(!is_type(&FuncType::new([I64, I32, I32], []), "vpj"));
    assert!(is_type(&FuncType::new([I32, I32, I32], []), "vpj"));
    assert!(is_type(&FuncType::new([I32, I64], []), "vpj"));
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
    is_unknown("wasi_snapshot_preview1.fd_close", &[I64], &[I32]);
    is_unknown("wasi_snapshot_preview1.fd_close", &[I32], &[]);
    is_unknown("wasi_snapshot_preview1.fd_close", &[I32, I32], &[I32]);
    is_unknown("wasi_snapshot_preview1.sched_yield", &[], &[]);
    is_unknown("wasi_snapshot_preview1.proc_exit", &[], &[]);
    is_unknown("wasi_snapshot_preview1.abort", &[], &[]);
    // It came after the first form.
    is_known("wasi_snapshot_preview1.sock_accept", &[I32, I32, I32], &[I32], Effect::NeedsMemory);
    is_unknown("wasi_unstable.sock_accept", &[I32, I32, I32], &[I32]);
}

#[test]
fn threads_begin_in_the_module() {
    is_known("wasi.thread-spawn", &[I32], &[I32], Effect::Unknown);
    is_unknown("wasi.thread-spawn", &[F64], &[I32]);
    is_unknown("wasi.thread-join", &[I32], &[I32]);
}

#[test]
fn emscripten_is_known_by_name_and_type() {
    is_known("env.emscripten_get_now", &[], &[F64], Effect::Pure);
    is_known("env.emscripten_resize_heap", &[I32], &[I32], Effect::NeedsMemory);
    is_known("env.emscripten_notify_memory_growth", &[I32], &[], Effect::NeedsMemory);
    is_known("env.__syscall_openat", &[I32, I32, I32, I32], &[I32], Effect::NeedsMemory);
    is_known("env.__syscall_getuid32", &[], &[I32], Effect::Pure);
    is_known("env.emscripten_asm_const_int", &[I32, I32, I32], &[I32], Effect::Unknown);
    is_known("env.emscripten_set_main_loop", &[I32, I32, I32], &[], Effect::Unknown);
    is_known("env.__call_sighandler", &[I32, I32], &[], Effect::Reenters);
    is_known("env._embind_register_void", &[I32, I32], &[], Effect::NeedsMemory);
    // Addresses of wasm64.
    is_known("env._emval_incref", &[I64], &[], Effect::Pure);
    is_known("env.__cxa_throw", &[I64, I64, I64], &[], Effect::Aborts);
    // Others' functions.
    is_unknown("env.emscripten_get_now", &[I32], &[F64]);
    is_unknown("env.emscripten_get_now", &[], &[I32]);
    is_unknown("env.__syscall_getuid32", &[I32], &[I32]);
    is_unknown("env.__syscall_fork", &[], &[I32]);
    is_unknown("env.strftime", &[F64], &[]);
    is_unknown("env._embind_register_void", &[], &[]);
    is_unknown("env.__cxa_throw", &[I32, I64, I32], &[]);
}

#[test]
fn types_of_several_releases_are_known() {
    is_known("env._tzset_js", &[I32; 3], &[], Effect::NeedsMemory);
    is_known("env._tzset_js", &[I32; 4], &[], Effect::NeedsMemory);
    is_unknown("env._tzset_js", &[I32; 5], &[]);
    for count in [8, 9, 10] {
        is_known("env._embind_register_class_function", &vec![I32; count], &[], Effect::Unknown);
    }
    is_unknown("env._embind_register_class_function", &[I32; 7], &[]);
    // It read a name once.
    is_known("env._embind_register_emval", &[I32, I32], &[], Effect::NeedsMemory);
    is_known("env._embind_register_emval", &[I32], &[], Effect::Pure);
}

/// Modules for JS without BigInt have no i64 in the types of what they import.
#[test]
fn long_numbers_may_be_parted() {
    is_known("env._mmap_js", &[I32, I32, I32, I32, I64, I32, I32], &[I32], Effect::Unknown);
    is_known("env._mmap_js", &[I32; 8], &[I32], Effect::Unknown);
    is_known("env._gmtime_js", &[I64, I32], &[], Effect::NeedsMemory);
    is_known("env._gmtime_js", &[I32, I32, I32], &[], Effect::NeedsMemory);
    is_known("env._mktime_js", &[I32], &[I64], Effect::NeedsMemory);
    is_known("env._mktime_js", &[I32], &[I32], Effect::NeedsMemory);
    is_known("env.__syscall_fadvise64", &[I32, I64, I64, I32], &[I32], Effect::Unknown);
    is_known("env.__syscall_fadvise64", &[I32; 6], &[I32], Effect::Unknown);
    // All of them or none.
    is_unknown("env.__syscall_fadvise64", &[I32, I64, I32, I32, I32], &[I32]);
    // With parted numbers, this one does nothing.
    is_known("env._embind_register_bigint", &[I32, I32, I32, I64, I64], &[], Effect::NeedsMemory);
    is_known("env._embind_register_bigint", &[I64; 5], &[], Effect::NeedsMemory);
    is_known("env._embind_register_bigint", &[I32; 7], &[], Effect::Pure);
}

#[test]
fn invoke_has_the_type_that_its_name_says() {
    is_known("env.invoke_v", &[I32], &[], Effect::Reenters);
    is_known("env.invoke_vii", &[I32, I32, I32], &[], Effect::Reenters);
    is_known("env.invoke_dfj", &[I32, F32, I64], &[F64], Effect::Reenters);
    is_known("env.invoke_dfj", &[I32, F32, I32, I32], &[F64], Effect::Reenters);
    is_known("env.invoke_ji", &[I32, I32], &[I32], Effect::Reenters);
    is_known("env.invoke_vj", &[I64, I64], &[], Effect::Reenters);
    is_unknown("env.invoke_vii", &[I32, I32], &[]);
    is_unknown("env.invoke_vii", &[I32, I32, I32], &[I32]);
    is_unknown("env.invoke_vii", &[I32, I32, F32], &[]);
    for name in ["invoke_", "invoke_viv", "invoke_vp", "invoke_p", "invoke_x", "invoke_vié", "reinvoke_v", "invoke"] {
        is_unknown(&format!("env.{name}"), &[I32, I32], &[]);
    }
    is_unknown("host.invoke_vii", &[I32, I32, I32], &[]);
}

#[test]
fn find_matching_catch_has_the_parameters_that_its_name_says() {
    let name = |number: &str| format!("env.__cxa_find_matching_catch_{number}");
    is_known(&name("2"), &[], &[I32], Effect::Unknown);
    is_known(&name("3"), &[I32], &[I32], Effect::Unknown);
    is_known(&name("12"), &[I32; 10], &[I32], Effect::Unknown);
    is_known(&name("4"), &[I64, I64], &[I64], Effect::Unknown);
    for number in ["", "2", "4", "03", "+3", "3x"] {
        is_unknown(&name(number), &[I32], &[I32]);
    }
    is_unknown(&name("3"), &[I32], &[]);
    is_unknown(&name("3"), &[I32], &[I64]);
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
    is_unknown("env.seed", &[], &[I64]);
    is_unknown("env.trace", &[], &[]);
    is_unknown("Math.log", &[I32], &[]);
}

#[test]
fn what_ends_the_run_is_known_by_its_type_too() {
    let known: [(&str, &[ValType]); 9] = [
        ("__assert_fail", &[I32, I32, I32, I32]),
        ("_abort_js", &[]),
        ("_exit", &[I32]),
        ("abort", &[]),
        ("abort", &[I32, I32, I32, I32]),
        ("emscripten_force_exit", &[I32]),
        ("exit", &[I32]),
        ("__cxa_throw", &[I32, I32, I32]),
        ("process.exit", &[I32]),
    ];
    for (name, params) in known {
        is_known(&format!("env.{name}"), params, &[], Effect::Aborts);
        assert!(!of(&format!("env.{name}"), params, &[]).effect.may_call_back());
        is_unknown(&format!("env.{name}"), params, &[I32]);
        is_unknown(&format!("env.{name}"), &[F32], &[]);
        is_unknown(&format!("host.{name}"), params, &[]);
    }
    // Nothing has these names.
    for name in ["__abort_js", "_abort", "proc_exit"] {
        is_unknown(&format!("env.{name}"), &[I32], &[]);
    }
}

#[test]
fn what_is_unknown_may_call_back() {
    assert!(of("env.f", &[], &[]).effect.may_call_back());
    assert!(of("env.f", &[I32], &[]).effect.may_call_back());
    assert!(of("env.invoke_v", &[I32], &[]).effect.may_call_back());
    assert!(!of("env.emscripten_get_now", &[], &[F64]).effect.may_call_back());
    assert!(!of("wasi_snapshot_preview1.fd_write", &[I32; 4], &[I32]).effect.may_call_back());
    let unknown = effect("env", "f", None, &[]);
    assert_eq!(unknown, ImportEffect { effect: Effect::Unknown, basis: Basis::Type { address: None } });
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
    assert!(!assume("env.f", &[I32]).effect.may_call_back());
    assert_eq!(assume("env.f.g", &[]), ImportEffect { effect: Effect::NeedsMemory, basis: Basis::Assumed });
    assert!(assume("wasi_snapshot_preview1.proc_exit", &[I32]).effect.may_call_back());
    assert_eq!(assume("env.g", &[]).basis, Basis::Type { address: None });
}

#[test]
fn the_user_may_speak_of_many_imports() {
    let say = |import: &str, what| (import.to_owned(), what);
    let of_all = |assumed: &[(String, Assumption)]| {
        ["env.f", "env.log", "host.log"].map(|import| of_assumed(import, &[I32], &[], assumed).effect)
    };
    let (pure, memory, reenters) = (Effect::Pure, Effect::NeedsMemory, Effect::Reenters);
    let unknown = Effect::Unknown;
    let [all_env, all_log] = [say("env.*", Assumption::Pure), say("*.log", Assumption::Reenters)];
    assert_eq!(of_all(std::slice::from_ref(&all_env)), [pure, pure, unknown]);
    // The last that means it counts, with a star or without.
    assert_eq!(of_all(&[all_env.clone(), all_log.clone()]), [pure, reenters, reenters]);
    assert_eq!(of_all(&[all_log.clone(), all_env.clone()]), [pure, pure, reenters]);
    assert_eq!(of_all(&[all_env.clone(), say("env.log", Assumption::Memory)]), [pure, memory, unknown]);
    assert_eq!(of_all(&[say("env.log", Assumption::Memory), all_env]), [pure, pure, unknown]);
    assert_eq!(of_all(&[say("*", Assumption::Reenters)]), [reenters; 3]);
    // What is known need not be named by who speaks of all others.
    let all = [say("env.*", Assumption::Memory)];
    assert_eq!(of_assumed("env.crypto.getRandomValuesN", &[I32], &[I32], &all).effect, Effect::Reenters);
    assert_eq!(of_assumed("env.emscripten_asm_const_int", &[I32, I32, I32], &[I32], &all).effect, memory);
    let and_one = [say("env.crypto.getRandomValuesN", Assumption::Pure), say("env.*", Assumption::Memory)];
    assert_eq!(of_assumed("env.crypto.getRandomValuesN", &[I32], &[I32], &and_one).effect, pure);
    // A name with a star is meant by itself, and by nothing else that has none.
    let starred = [say("env.a*b", Assumption::Reenters)];
    assert_eq!(of_assumed("env.a*b", &[], &[], &starred).basis, Basis::Assumed);
    assert_eq!(of_assumed("env.ab*", &[], &[], &starred).basis, Basis::Type { address: None });
}

#[test]
fn effects_have_words() {
    let effects = [Effect::Pure, Effect::Aborts, Effect::NeedsMemory, Effect::Unknown, Effect::Reenters];
    assert_eq!(effects.map(Effect::keyword), ["pure", "aborts", "memory", "unknown", "reenters"]);
    assert!(effects.is_sorted());
}
