;; A direct call leads to the import, but a run shows that it is never made.
(module
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (table 1 funcref)
  (elem (i32.const 0) $leaf)
  (func $leaf (global.set $g (i32.const 1)))
  (func (export "__wasm_call_ctors")
    (if (global.get $g) (then (call $log (i32.const 2))))
    (call_indirect (i32.const 0)))
  (func (export "get") (result i32) (global.get $g)))
