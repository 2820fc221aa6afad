;; Nothing calls the linker's function, and the one export is called while other imports run.
(module $m
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (@name "__wasm_call_ctors") (call $log (i32.const 16)))
  (func (export "malloc") (param i32) (result i32) (i32.const 32))
)
