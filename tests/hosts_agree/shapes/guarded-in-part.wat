;; One export makes sure that the initialiser has run, the other does not.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (global $done (mut i32) (i32.const 0))
  (func $init (export "_initialize")
    (if (global.get $done) (then (return)))
    (global.set $done (i32.const 1))
    (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (func $a (result i32) (global.get $g))
  (func (export "a") (result i32) (call $init) (call $a))
  (func (export "get") (result i32) (global.get $g)))
