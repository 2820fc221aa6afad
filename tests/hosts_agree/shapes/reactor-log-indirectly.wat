;; Whether the import is called is not to be seen in direct calls.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (type $p (func (param i32 i32)))
  (table 1 funcref)
  (elem (i32.const 0) $log)
  (func (export "_initialize")
    (call_indirect (type $p) (i32.const 0) (i32.const 1) (i32.const 0))
    (global.set $g (i32.const 1)))
  (func (export "get") (result i32) (global.get $g)))
