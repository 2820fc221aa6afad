;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start imported
;;! calls: get() = 30; _initialize(); get() = 30
;;! calls-before: get() = 10
;;! run: --export-memory --init=keep
;;! expect: fixed reactor both
;;! calls: get() = 10; _initialize(); get() = 30
;; The same with the host's memory: one start function calls both, in their order.
(module
  (import "env" "memory" (memory 1))
  (func $s (i32.store (i32.const 0) (i32.const 10)))
  (func (export "_initialize") (i32.store (i32.const 0) (i32.mul (i32.load (i32.const 0)) (i32.const 3))))
  (func (export "get") (result i32) (i32.load (i32.const 0)))
  (start $s))
