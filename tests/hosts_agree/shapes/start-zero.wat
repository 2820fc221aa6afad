;; wasm3 skips this start section.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (func $c (global.set $g (i32.const 7)))
  (start 0)
  (func $get (export "get") (result i32) (global.get $g)))
