;; The function of the name `_initialize` is not the one that is exported under it.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (func $_initialize (global.set $g (i32.const 50)))
  (func $init (export "_initialize") (call $_initialize) (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (func $get (export "get") (result i32) (global.get $g)))
