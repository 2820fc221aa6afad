;; Hosts look at the names of exports, and not at their kinds.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $g (i32.const 1)))
  (global (export "_start") i32 (i32.const 0))
  (func (export "get") (result i32) (global.get $g)))
