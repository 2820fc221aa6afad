;; Ten exports, and an import that takes a memory of the host's.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (table (export "table") 1 funcref)
  (elem (i32.const 0) $fourth)
  (global (export "count") (mut i32) (i32.const 5))
  (func $fourth (export "fourth") (result i32) (i32.const 42))
  (func (export "create") (param i32 i32) (result i32) (i32.const 0))
  (func (export "update") (param i32 f64) (result f64) (local.get 1))
  (func (export "remove") (param i32))
  (func (export "render") (param i32 i32) (call $log (local.get 0) (local.get 1)))
  (func (export "malloc") (param i32) (result i32) (i32.const 8))
  (func (export "_initialize") (i32.store (i32.const 4) (i32.const 1)) (call $log (i32.const 4) (i32.const 1))))
