;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged none exported
;;! calls: a() = 1; b() = 2
;; One export begins with the constructors as lld's wrappers do, and is none by name: somebody wrote it, or renamed it.
(module $plugin
  (memory (export "memory") 1)
  (global $count (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (global.set $count (i32.add (global.get $count) (i32.const 1))))
  (func $a (result i32) (global.get $count))
  (func $a.command_export (export "a") (result i32) (call $__wasm_call_ctors) (call $a))
  (func $b (export "b") (result i32) (call $__wasm_call_ctors) (global.get $count)))
