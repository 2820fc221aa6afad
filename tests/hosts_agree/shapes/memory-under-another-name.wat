;; Hosts look for `memory`.
(module
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (memory (export "m") 1)
  (global $g (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $g (call $random (i32.const 8) (i32.const 4))))
  (func (export "get") (result i32) (global.get $g)))
