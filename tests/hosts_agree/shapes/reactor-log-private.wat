;; The memory is private, so that no host needs it to be called.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func (export "_initialize") (call $log (i32.const 0) (i32.const 0)) (global.set $g (i32.const 1)))
  (func (export "get") (result i32) (global.get $g)))
