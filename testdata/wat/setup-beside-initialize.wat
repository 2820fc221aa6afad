;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: total() = 42; total() = 42
;;! calls-before: total() = 2; total() = 2
;; An export of the program's own runs once, and others make sure of it. `_initialize` is another thing: no export makes sure
;; that the constructors have run.
(module
  (memory (export "memory") 1)
  (global $ready (mut i32) (i32.const 0))
  (global $made (mut i32) (i32.const 0))
  (global $set (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $made (i32.add (global.get $made) (i32.const 40))))
  (func $setup (export "setup")
    (if (global.get $ready) (then (return)))
    (global.set $ready (i32.const 1))
    (global.set $set (i32.const 2)))
  (func (export "total") (result i32) (call $setup) (i32.add (global.get $made) (global.get $set)))
)
