;; An ordinary export runs the initialiser again.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (func $ctors (export "_initialize") (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (func (export "reset") (call $ctors))
  (func (export "get") (result i32) (global.get $g)))
