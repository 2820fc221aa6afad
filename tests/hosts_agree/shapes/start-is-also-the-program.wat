;; The start function is exported as `_start`: a host that runs programs runs it twice.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (func $main (export "_start") (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (start $main))
