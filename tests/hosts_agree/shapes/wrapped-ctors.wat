;; The program exports a `__wasm_call_ctors` of its own, which is wrapped like every other export.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (func $setup)
  (func $get (result i32) (global.get $g))
  (func $setup.command_export (export "__wasm_call_ctors") (call $__wasm_call_ctors) (call $setup))
  (func $get.command_export (export "get") (result i32) (call $__wasm_call_ctors) (call $get)))
