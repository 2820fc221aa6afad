;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! calls: count() = 5; _start(); count() = 16
;;! run: --init=start
;;! expect: fixed start exported
;;! calls: count() = 6; _start(); count() = 16
;; The start section runs something of its own, which comes first.
(module
  (memory (export "memory") 1)
  (func $begin (i32.store (i32.const 16) (i32.const 5)))
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $main (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 10))))
  (func $_start (export "_start") (call $__wasm_call_ctors) (call $main))
  (start $begin)
  (func (export "count") (result i32) (i32.load (i32.const 16)))
)
