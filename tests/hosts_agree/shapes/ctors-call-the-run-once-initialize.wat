;; Beside a lazy module's `_initialize`, `__wasm_call_ctors` does no more than to call it.
(module
  (memory (export "memory") 1)
  (global $done (mut i32) (i32.const 0))
  (global $answer (mut i32) (i32.const 0))
  (func $init (export "_initialize")
    (if (global.get $done) (then (return)))
    (global.set $done (i32.const 1))
    (global.set $answer (i32.const 42)))
  (func (export "__wasm_call_ctors") (call $init))
  (func $get (result i32) (global.get $answer))
  (func (export "get") (result i32) (call $init) (call $get)))
