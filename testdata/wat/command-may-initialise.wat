;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! calls: count() = 0; _start(); count() = 11
;;! run: --init=lazy
;;! expect: error this module exports `_start`, which runs the program; it cannot be seen that `_start` runs constructors first; if it is no program, link it as a reactor
;;! run: --init=start
;;! expect: error this module exports `_start`, which runs the program; it cannot be seen that `_start` runs constructors first; if it is no program, link it as a reactor
;; `_start` runs the constructors unless it was told not to.
(module
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $main (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 10))))
  (func $_start (export "_start") (if (i32.eqz (i32.load (i32.const 32))) (then (call $__wasm_call_ctors))) (call $main))
  (func (export "count") (result i32) (i32.load (i32.const 16)))
)
