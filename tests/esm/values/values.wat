;; The constructors call an import that is not known, so `_initialize` is called from outside.
(module
  (import "env" "log" (func $log))
  (global (export "count") (mut i32) (i32.const 1))
  (global (export "a-b") (mut i64) (i64.const 3))
  (func (export "_initialize") (call $log) (global.set 0 (i32.const 41)))
  (func (export "more") (global.set 0 (i32.add (global.get 0) (i32.const 1)))))
