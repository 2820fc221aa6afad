;; Some hosts refuse a module without a memory.
(module
  (global $g (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $g (i32.const 1)))
  (func (export "get") (result i32) (global.get $g)))
