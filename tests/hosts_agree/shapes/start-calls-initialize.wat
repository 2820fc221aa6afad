;; The start section runs the initialiser already.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (func $ctors (export "_initialize") (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (func $main (call $ctors))
  (start $main)
  (func (export "get") (result i32) (global.get $g)))
