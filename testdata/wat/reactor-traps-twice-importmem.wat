;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start imported
;;! calls: count() = 1; _initialize(); _initialize(); count() = 1
;;! calls-before: _initialize(); _initialize() = trap
;;! calls-before: count() = 0
;;! run: --init=lazy
;;! expect: fixed lazy imported
;;! calls: count() = 1; _initialize(); _initialize(); count() = 1
;; A crt that traps on the second call of _initialize: in start, the calls of hosts must do nothing at all.
(module
  (import "env" "memory" (memory 1))
  (func $__wasm_call_ctors (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1))))
  (func $_initialize (export "_initialize")
    (if (i32.load (i32.const 0)) (then (unreachable)))
    (i32.store (i32.const 0) (i32.const 1))
    (call $__wasm_call_ctors))
  (func (export "count") (result i32) (i32.load (i32.const 8))))
