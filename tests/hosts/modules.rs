//! The modules that hosts load.

use std::fs;

use libtest_mimic::Failed;

use super::root;

/// A module, and what its exports give once it is initialised.
pub(super) struct Module {
    pub(super) name: &'static str,
    pub(super) text: Text,
    pub(super) calls: &'static [&'static str],
    /// How what is printed ends.
    pub(super) good: &'static str,
}

pub(super) enum Text {
    Wat(&'static str),
    /// A cart of WASM-4: its memory, and what its initialiser has besides; one that is not exported is the start function.
    Cart {
        memory: &'static str,
        init: &'static str,
    },
    /// A module of `testdata/`.
    Testdata(&'static str),
}

/// Its initialiser calls nothing.
pub(super) const PLAIN: Module = Module {
    name: "plain",
    text: Text::Wat(
        r#"(module
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (func (export "answer") (result i32) (global.get $answer))
            (func (export "_initialize") (global.set $answer (i32.const 42))))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same under the linker's name.
pub(super) const CTORS: Module = Module {
    name: "ctors",
    text: Text::Wat(
        r#"(module
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (func (export "answer") (result i32) (global.get $answer))
            (func (export "__wasm_call_ctors") (global.set $answer (i32.const 42))))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// Its initialiser calls an import of the user's that reads the exported memory.
pub(super) const LOG: Module = Module {
    name: "log",
    text: Text::Wat(
        r#"(module
            (import "env" "log" (func $log (param i32 i32)))
            (memory (export "memory") 1)
            (data (i32.const 16) "hello")
            (global $answer (mut i32) (i32.const 0))
            (func (export "_initialize")
                (call $log (i32.const 16) (i32.const 5))
                (global.set $answer (i32.const 42)))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same under the linker's name.
pub(super) const CTORS_LOG: Module = Module {
    name: "ctors-log",
    text: Text::Wat(
        r#"(module
            (import "env" "log" (func $log (param i32 i32)))
            (memory (export "memory") 1)
            (data (i32.const 16) "hello")
            (global $answer (mut i32) (i32.const 0))
            (func (export "__wasm_call_ctors")
                (call $log (i32.const 16) (i32.const 5))
                (global.set $answer (i32.const 42)))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same, in the start section.
pub(super) const START_LOG: Module = Module {
    name: "start-log",
    text: Text::Wat(
        r#"(module
            (import "env" "log" (func $log (param i32 i32)))
            (memory (export "memory") 1)
            (data (i32.const 16) "hello")
            (global $answer (mut i32) (i32.const 0))
            (start $init)
            (func $init
                (call $log (i32.const 16) (i32.const 5))
                (global.set $answer (i32.const 42)))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same, with memory that is the host's and exported as well.
pub(super) const BOTH_START_LOG: Module = Module {
    name: "both-start-log",
    text: Text::Wat(
        r#"(module
            (import "env" "log" (func $log (param i32 i32)))
            (import "env" "memory" (memory 1))
            (export "memory" (memory 0))
            (data (i32.const 16) "hello")
            (global $answer (mut i32) (i32.const 0))
            (start $init)
            (func $init
                (call $log (i32.const 16) (i32.const 5))
                (global.set $answer (i32.const 42)))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same as `LOG` with the host's memory.
pub(super) const IMPORTED_LOG: Module = Module {
    name: "imported-log",
    text: Text::Wat(
        r#"(module
            (import "env" "memory" (memory 1))
            (import "env" "log" (func $log (param i32 i32)))
            (data (i32.const 16) "hello")
            (global $answer (mut i32) (i32.const 0))
            (func (export "_initialize")
                (call $log (i32.const 16) (i32.const 5))
                (global.set $answer (i32.const 42)))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same as `PLAIN` with the host's memory.
pub(super) const IMPORTED: Module = Module {
    name: "imported",
    text: Text::Wat(
        r#"(module
            (import "env" "memory" (memory 1))
            (global $answer (mut i32) (i32.const 0))
            (func (export "answer") (result i32) (global.get $answer))
            (func (export "_initialize") (global.set $answer (i32.const 42))))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// Its initialiser calls WASI, which has to write to its memory.
pub(super) const WASI: Module = Module {
    name: "wasi",
    text: Text::Wat(
        r#"(module
            (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (func (export "_initialize")
                (if (i32.eqz (call $random (i32.const 16) (i32.const 8)))
                    (then (global.set $answer (i32.const 42)))))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same under the linker's name.
pub(super) const CTORS_WASI: Module = Module {
    name: "ctors-wasi",
    text: Text::Wat(
        r#"(module
            (import "wasi_snapshot_preview1" "environ_sizes_get" (func $sizes (param i32 i32) (result i32)))
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (func (export "__wasm_call_ctors")
                (if (i32.eqz (call $sizes (i32.const 16) (i32.const 20)))
                    (then (global.set $answer (i32.const 42)))))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same in the start section.
pub(super) const START_WASI: Module = Module {
    name: "start-wasi",
    text: Text::Wat(
        r#"(module
            (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (start $init)
            (func $init
                (if (i32.eqz (call $random (i32.const 16) (i32.const 8)))
                    (then (global.set $answer (i32.const 42)))))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// The same as `WASI` with the host's memory.
pub(super) const IMPORTED_WASI: Module = Module {
    name: "imported-wasi",
    text: Text::Wat(
        r#"(module
            (import "env" "memory" (memory 1))
            (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
            (global $answer (mut i32) (i32.const 0))
            (func (export "_initialize")
                (if (i32.eqz (call $random (i32.const 16) (i32.const 8)))
                    (then (global.set $answer (i32.const 42)))))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// A program.
pub(super) const COMMAND: Module = Module {
    name: "command",
    text: Text::Wat(
        r#"(module
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (func (export "_start") (global.set $answer (i32.const 42)))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// A program that prints, for hosts that show nothing else.
pub(super) const PRINTS: Module = Module {
    name: "prints",
    text: Text::Wat(
        r#"(module
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 1)
            (data (i32.const 16) "\20\00\00\00\0c\00\00\00")
            (data (i32.const 32) "answer = 42\n")
            (func (export "_start")
                (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24)))))"#,
    ),
    calls: &[],
    good: "answer = 42",
};

/// Its start section is the first function, whose name and the export's are told apart by one host.
pub(super) const START_ZERO: Module = Module {
    name: "start-zero",
    text: Text::Wat(
        r#"(module
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (start $init)
            (func $init (global.set $answer (i32.const 42)))
            (func $answer (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// What this tool makes of `START_ZERO` with `--init=lazy`: the exported `answer` is not the function of that name.
pub(super) const LAZY: Module = Module {
    name: "lazy",
    text: Text::Wat(
        r#"(module
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (global $done (mut i32) (i32.const 0))
            (func $init (global.set $answer (i32.const 42)))
            (func $answer (result i32) (global.get $answer))
            (func $wasm_initfix.run_once (export "_initialize")
                (if (global.get $done) (then (return)))
                (global.set $done (i32.const 1))
                (call $init))
            (func $answer.guarded (export "answer") (result i32)
                (call $wasm_initfix.run_once)
                (call $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// It has no memory at all.
pub(super) const BARE: Module = Module {
    name: "bare",
    text: Text::Wat(r#"(module (func (export "answer") (result i32) (i32.const 42)))"#),
    calls: &["answer"],
    good: "answer = 42",
};

/// Its start function is exported under the name that hosts call.
pub(super) const START_TWICE: Module = Module {
    name: "start-twice",
    text: Text::Wat(
        r#"(module
            (memory (export "memory") 1)
            (global $runs (mut i32) (i32.const 0))
            (start $init)
            (func $init (export "_initialize") (global.set $runs (i32.add (global.get $runs) (i32.const 1))))
            (func (export "runs_") (result i32) (global.get $runs)))"#,
    ),
    calls: &["runs_"],
    good: "runs_ = 1",
};

/// Its start function calls the one that is exported under the name that hosts call.
pub(super) const START_CALLS: Module = Module {
    name: "start-calls",
    text: Text::Wat(
        r#"(module
            (memory (export "memory") 1)
            (global $runs (mut i32) (i32.const 0))
            (func $init (export "_initialize") (global.set $runs (i32.add (global.get $runs) (i32.const 1))))
            (func $main (call $init))
            (start $main)
            (func (export "runs_") (result i32) (global.get $runs)))"#,
    ),
    calls: &["runs_"],
    good: "runs_ = 1",
};

/// An initialiser beside a `__wasm_call_ctors` that does nothing.
pub(super) const EMPTY_CTORS: Module = Module {
    name: "empty-ctors",
    text: Text::Wat(
        r#"(module
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (func (export "_initialize") (global.set $answer (i32.const 42)))
            (func (export "__wasm_call_ctors"))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["answer"],
    good: "answer = 42",
};

/// Its exports rerun constructors that call an import of the user's, which needs no memory.
pub(super) const WRAPPED_LOG: Module = Module {
    name: "wrapped-log",
    text: Text::Wat(
        r#"(module
            (import "env" "log" (func $log (param i32 i32)))
            (memory 1)
            (export "memory" (memory 0))
            (global $runs (mut i32) (i32.const 0))
            (func $__wasm_call_ctors
                (call $log (i32.const 0) (i32.const 0))
                (global.set $runs (i32.add (global.get $runs) (i32.const 1))))
            (func $runs_ (result i32) (global.get $runs))
            (func $two (result i32) (i32.const 2))
            (func $runs_.command_export (export "runs_") (result i32) (call $__wasm_call_ctors) (call $runs_))
            (func $two.command_export (export "two") (result i32) (call $__wasm_call_ctors) (call $two)))"#,
    ),
    calls: &["runs_", "runs_"],
    good: "runs_ = 1; runs_ = 1",
};

/// A program whose constructors are run by the linker's wrapper around its `_start`.
pub(super) const WRAPPED_COMMAND: Module = Module {
    name: "wrapped-command",
    text: Text::Wat(
        r#"(module
            (memory (export "memory") 1)
            (global $answer (mut i32) (i32.const 0))
            (func $__wasm_call_ctors (global.set $answer (i32.const 42)))
            (func $_start)
            (func $_start.command_export (export "_start") (call $__wasm_call_ctors) (call $_start))
            (func (export "answer") (result i32) (global.get $answer)))"#,
    ),
    calls: &["_start", "answer"],
    good: "answer = 42",
};

/// A cart. Only what it traces can be seen.
pub(super) const CART: Module = Module {
    name: "cart",
    text: Text::Cart { memory: IMPORTS_PAGE, init: r#"(export "_initialize")"# },
    calls: &[],
    good: "answer = 42",
};

/// The same under the linker's name.
pub(super) const CART_CTORS: Module = Module {
    name: "cart-ctors",
    text: Text::Cart { memory: IMPORTS_PAGE, init: r#"(export "__wasm_call_ctors")"# },
    ..CART
};

/// The same in the start section, which traces as well.
pub(super) const CART_START: Module = Module {
    name: "cart-start",
    text: Text::Cart { memory: IMPORTS_PAGE, init: "(call $trace (i32.const 0x2020))" },
    ..CART
};

/// The same as `CART` with a memory of its own.
pub(super) const CART_OWN: Module = Module {
    name: "cart-own",
    text: Text::Cart { memory: r#"(memory (export "memory") 1)"#, init: r#"(export "_initialize")"# },
    ..CART
};

/// The same as `CART` with more memory.
pub(super) const CART_LARGE: Module = Module {
    name: "cart-large",
    text: Text::Cart { memory: r#"(import "env" "memory" (memory 2))"#, init: r#"(export "_initialize")"# },
    ..CART
};

const IMPORTS_PAGE: &str = r#"(import "env" "memory" (memory 1))"#;

/// lld's wrappers: every call runs the constructors.
pub(super) const WRAPPED: Module = Module {
    name: "wrapped",
    text: Text::Testdata("clang19/wrapped.wasm"),
    calls: &["runs_", "runs_", "runs_"],
    good: "runs_ = 1; runs_ = 1; runs_ = 1",
};

impl Module {
    /// What hosts here do with the module's imports, which only they know: `env.log` reads the memory.
    pub(super) fn assumed(&self) -> Result<Option<&'static str>, Failed> {
        const LOG: &[u8] = b"\x03env\x03log\x00";
        let imports_log = self.bytes()?.windows(LOG.len()).any(|bytes| bytes == LOG);
        Ok(imports_log.then_some("--assume=env.log=memory"))
    }

    pub(super) fn bytes(&self) -> Result<Vec<u8>, Failed> {
        match self.text {
            Text::Wat(text) => Ok(wat::parse_str(text)?),
            Text::Cart { memory, init } => Ok(wat::parse_str(cart(memory, init))?),
            Text::Testdata(name) => Ok(fs::read(root().join("testdata").join(name))?),
        }
    }
}

fn cart(memory: &str, init: &str) -> String {
    let start = if init.starts_with("(export") { "" } else { "(start $init)" };
    format!(
        r#"(module
            (import "env" "trace" (func $trace (param i32)))
            {memory}
            (data (i32.const 0x2000) "answer = 0\00")
            (data (i32.const 0x2010) "answer = 42\00")
            (data (i32.const 0x2020) "start\00")
            (global $text (mut i32) (i32.const 0x2000))
            (global $told (mut i32) (i32.const 0))
            {start}
            (func $init {init} (global.set $text (i32.const 0x2010)))
            (func (export "update")
                (if (i32.eqz (global.get $told)) (then (call $trace (global.get $text))))
                (global.set $told (i32.const 1))))"#
    )
}
