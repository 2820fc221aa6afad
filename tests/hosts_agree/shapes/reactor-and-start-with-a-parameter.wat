;; Hosts look at the names of exports, and not at their types.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $g (i32.const 1)))
  (func (export "_start") (param i32))
  (func (export "get") (result i32) (global.get $g)))
