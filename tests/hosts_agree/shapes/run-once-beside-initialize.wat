;; Exports make sure of a library's own `lib_init`. The constructors hang on `_initialize`, which does, too.
(module
  (memory (export "memory") 1)
  (global $answer (mut i32) (i32.const 0))
  (global $done (mut i32) (i32.const 0))
  (func $first (global.set $answer (i32.add (global.get $answer) (i32.const 41))))
  (func $second (global.set $answer (i32.add (global.get $answer) (i32.const 1))))
  (func $__wasm_call_ctors (call $first) (call $second))
  (func $lib_init (export "lib_init")
    (if (global.get $done) (then (return)))
    (global.set $done (i32.const 1)))
  (func (export "_initialize") (call $lib_init) (call $__wasm_call_ctors))
  (func $get (result i32) (global.get $answer))
  (func (export "get") (result i32) (call $lib_init) (call $get)))
