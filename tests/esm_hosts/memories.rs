//! Modules with several memories, and with memories and tables that are smaller than what is written into them.

use libtest_mimic::Trial;

use crate::host::Host;
use crate::imports::Case;
use crate::imports::V8;

const CASES: &[Case] = &[
    Case {
        name: "wasi-has-the-memory-that-is-exported",
        hosts: V8,
        modules: &[
            ("pool", PRINTS_FROM_ITS_OWN, &[]),
            ("shim", PRINTS_FROM_ITS_OWN, &["--wasi=shim"]),
            ("named", PRINTS_FROM_ITS_OWN_BESIDE_A_MEMORY, &[]),
            ("exported", PRINTS_FROM_AN_IMPORTED, &[]),
        ],
        files: &[(
            "main.mjs",
            "import * as pool from './dist/pool.mjs';\nimport * as shim from './dist/shim.mjs';\n\
             import * as named from './dist/named.mjs';\nimport * as exported from './dist/exported.mjs';\n\
             pool.say();\nshim.say();\nnamed.say();\nexported.say();\nconsole.log('end');\n",
        )],
        lines: &["right", "right", "right", "right"],
    },
    Case {
        name: "a-function-is-imported-as-env-memory",
        hosts: &Host::ALL,
        modules: &[(
            "m",
            r#"(module (import "env" "memory" (func $f (result i32)))
                (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                (memory (export "memory") 1) (data (i32.const 8) "\10\00\00\00\06\00\00\00right\n")
                (func (export "say") (result i32)
                    (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 32))) (call $f)))"#,
            &["--imports=given.mjs"],
        )],
        files: &[
            ("given.mjs", "export const env = { memory: () => 42 };\n"),
            ("main.mjs", "import { say } from './dist/m.mjs';\nconsole.log(say());\nconsole.log('end');\n"),
        ],
        lines: &["right", "42"],
    },
    Case {
        name: "instances-share-the-shared-memory",
        hosts: V8,
        modules: &[(
            "m",
            r#"(module (memory $a (export "memory") 1) (memory $b (export "shared") 1 2 shared)
                (func (export "put") (param i32)
                    (i32.store $a (i32.const 8) (local.get 0)) (i32.store $b (i32.const 8) (local.get 0)))
                (func (export "own") (result i32) (i32.load $a (i32.const 8)))
                (func (export "both") (result i32) (i32.load $b (i32.const 8))))"#,
            &["--factory"],
        )],
        files: &[(
            "main.mjs",
            "import { instantiate, newMemory } from './dist/m.mjs';\nconst memory = newMemory();\n\
             const one = await instantiate({ memory, first: true });\nconst two = await instantiate({ memory, first: false });\n\
             one.put(42);\nconsole.log(two.both(), two.own(), one.own());\nconsole.log('end');\n",
        )],
        lines: &["42 0 42"],
    },
    Case {
        name: "data-and-elements-beyond-the-declared-minimum",
        hosts: &Host::ALL,
        modules: &[
            (
                "m",
                r#"(module (import "env" "memory" (memory 1 9)) (import "env" "table" (table 1 5 funcref))
                    (data (i32.const 200000) "\2a\00\00\00") (elem (i32.const 3) func $f) (func $f (result i32) (i32.const 7))
                    (func (export "read") (result i32) (i32.load (i32.const 200000)))
                    (func (export "call") (result i32) (call_indirect (result i32) (i32.const 3))))"#,
                &[],
            ),
            (
                "factory",
                r#"(module (import "env" "memory" (memory 1)) (data (i32.const 65534) "\2a\00\00\00")
                    (func (export "read") (result i32) (i32.load (i32.const 65534))))"#,
                &["--factory"],
            ),
        ],
        files: &[(
            "main.mjs",
            "import { call, read } from './dist/m.mjs';\nimport { instantiate } from './dist/factory.mjs';\n\
             console.log(read(), call(), (await instantiate()).read());\nconsole.log('end');\n",
        )],
        lines: &["42 7 42"],
    },
];

/// Where the list of pieces is: at 8, one of 6 bytes, which follows.
const PRINTS_FROM_ITS_OWN: &str = r#"(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "env" "pool" (memory $pool 1)) (memory $own (export "memory") 1)
  (data (memory $own) (i32.const 8) "\10\00\00\00\06\00\00\00right\n") (data (memory $pool) (i32.const 8) "\10\00\00\00\06\00\00\00wrong\n")
  (func (export "say") (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 32)))))"#;

const PRINTS_FROM_ITS_OWN_BESIDE_A_MEMORY: &str = r#"(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory $pool 1)) (memory $first (export "first") 1) (memory $own (export "memory") 1)
  (data (memory $own) (i32.const 8) "\10\00\00\00\06\00\00\00right\n") (data (memory $pool) (i32.const 8) "\10\00\00\00\06\00\00\00wrong\n")
  (func (export "say") (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 32)))))"#;

const PRINTS_FROM_AN_IMPORTED: &str = r#"(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "env" "pool" (memory $pool 1)) (import "env" "own" (memory $own 1)) (export "memory" (memory $own))
  (data (memory $own) (i32.const 8) "\10\00\00\00\06\00\00\00right\n") (data (memory $pool) (i32.const 8) "\10\00\00\00\06\00\00\00wrong\n")
  (func (export "say") (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 32)))))"#;

pub fn trials() -> Vec<Trial> {
    CASES.iter().flat_map(Case::trials).collect()
}
