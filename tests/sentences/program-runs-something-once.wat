;; A program whose exports run something once, which no name tells.
(module
  (memory (export "memory") 2)
  (global $done (mut i32) (i32.const 0))
  (func $something (i32.store (i32.const 70000) (i32.const 1)))
  (func $once
    (if (i32.eqz (global.get $done)) (then (global.set $done (i32.const 1)) (call $something)))
  )
  (func (export "_start") (call $once) (i32.store (i32.const 70004) (i32.const 1)))
  (func (export "get") (result i32) (call $once) (i32.load (i32.const 70000)))
)
