;; Its constructor calls the user's import, for which Extism has no plugin yet, be it in the start section or in `_initialize`.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (call $log (i32.const 0) (i32.const 0)) (global.set $g (i32.const 1)))
  (func $get (result i32) (global.get $g))
  (func $two (result i32) (i32.const 2))
  (func $get.command_export (export "get") (result i32) (call $__wasm_call_ctors) (call $get))
  (func $two.command_export (export "two") (result i32) (call $__wasm_call_ctors) (call $two)))
