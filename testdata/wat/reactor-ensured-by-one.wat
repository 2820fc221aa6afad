;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor exported
;;! calls: config(21); process() = 42
;;! calls: _initialize(); process() = 0
;; An export sees to the initialiser itself, so a host need not call that first, and may give it something before.
(module
  (memory (export "memory") 1)
  (global $made (mut i32) (i32.const 0))
  (func $init (export "_initialize")
    (if (global.get $made) (then (return)))
    (global.set $made (i32.const 1))
    (i32.store (i32.const 8) (i32.mul (i32.load (i32.const 4)) (i32.const 2))))
  (func (export "config") (param i32) (i32.store (i32.const 4) (local.get 0)))
  (func (export "process") (result i32) (call $init) (i32.load (i32.const 8)))
)
