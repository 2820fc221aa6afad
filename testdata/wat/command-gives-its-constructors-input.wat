;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! calls: _start(); answer() = 42
;;! run: --init=lazy
;;! expect: error this module exports `_start`, which runs the program; it cannot be seen that `_start` runs constructors first; if it is no program, link it as a reactor
;;! run: --init=start
;;! expect: error this module exports `_start`, which runs the program; it cannot be seen that `_start` runs constructors first; if it is no program, link it as a reactor
;; `_start` writes what the constructors read.
(module
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.mul (i32.load (i32.const 32)) (i32.const 2))))
  (func $main)
  (func (export "_start") (i32.store (i32.const 32) (i32.const 21)) (call $__wasm_call_ctors) (call $main))
  (func (export "answer") (result i32) (i32.load (i32.const 16)))
)
