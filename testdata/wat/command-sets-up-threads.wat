;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! calls: count() = 0; _start(); count() = 11
;;! run: --init=lazy
;;! expect: error this module exports `_start`, which runs the program; `_start` sets up libc before it runs the constructors, and the first call of another export would not; say --init=start if its imports work then
;;! run: --init=start
;;! expect: fixed start exported
;;! calls: count() = 1; _start(); count() = 11
;;! run: --init=start --export-main
;;! expect: error no function of type () -> i32 or (i32, i32) -> i32 is seen that runs `main` for `_start`: an optimiser may have put it into that; link it without, or leave out --export-main
;; Something has to come before the constructors, and the start section can run that first.
(module
  (memory (export "memory") 1)
  (func $__wasi_init_tp (i32.store (i32.const 32) (i32.const 1)))
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $main (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 10))))
  (func $_start (export "_start") (call $__wasi_init_tp) (call $__wasm_call_ctors) (call $main))
  (func (export "count") (result i32) (i32.load (i32.const 16)))
)
