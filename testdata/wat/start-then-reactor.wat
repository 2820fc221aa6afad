;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: get() = 30; _initialize(); get() = 30
;;! run: --policy=memory
;;! expect: unchanged reactor exported
;;! calls: get() = 10; _initialize(); get() = 30
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: get() = 30; _initialize(); get() = 30
;;! calls: _initialize(); _initialize(); get() = 30
;; A start and an _initialize: both must run, start first.
(module
  (memory (export "memory") 1)
  (func $s (i32.store (i32.const 0) (i32.const 10)))
  (func (export "_initialize") (i32.store (i32.const 0) (i32.mul (i32.load (i32.const 0)) (i32.const 3))))
  (func (export "get") (result i32) (i32.load (i32.const 0)))
  (start $s))
