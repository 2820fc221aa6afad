;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! calls: count() = 0; _start(); count() = 11
;;! run: --init=start
;;! expect: error this module exports `_start`, which runs the program; it cannot be seen that `_start` runs constructors first; if it is no program, link it as a reactor
;; What looks like a flag may be what the constructors read: its address can change.
(module
  (memory (export "memory") 1)
  (global $base (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $main (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 10))))
  (func $_start (export "_start")
    (if (i32.load (i32.add (global.get $base) (i32.const 32))) (then (unreachable)))
    (i32.store (i32.add (global.get $base) (i32.const 32)) (i32.const 1))
    (call $__wasm_call_ctors)
    (call $main))
  (func (export "count") (result i32) (i32.load (i32.const 16)))
)
