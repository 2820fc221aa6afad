;; What --init=start makes of a reactor: the export stays, and does nothing. Guarded, it would run the constructors early.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (global $g (mut i32) (i32.const 0))
  (func $init (call $log (i32.const 0) (i32.const 1)) (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (start $init)
  (func (export "_initialize"))
  (func (export "get") (result i32) (global.get $g)))
