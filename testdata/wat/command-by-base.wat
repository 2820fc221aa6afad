;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! calls: count() = 0; _start(); count() = 11; _start() = trap
;;! run: --init=lazy
;;! expect: error this module exports `_start`, which runs the program; `_start` sets up libc before it runs the constructors, and the first call of another export would not; say --init=start if its imports work then
;;! run: --init=start --export-main
;;! expect: fixed start exported
;;! calls: count() = 1; main() = 0; main() = 0; count() = 21; _start(); count() = 31; _start() = trap
;; A program as rustc 1.95 links it: the flag is found by an address that stays what it is, and libc is set up first.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (global $GOT.data.internal.__memory_base i32 (i32.const 0))
  (func $__wasi_init_tp (i32.store (i32.const 48) (i32.const 1)))
  (func $__wasm_call_ctors
    (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.load (i32.const 48)))))
  (func $__main_void (result i32)
    (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 10))) (i32.const 0))
  (func $__wasm_call_dtors)
  (func $_start (export "_start") (local $code i32)
    (block $fails
      (block $again
        (br_if $again (i32.load (i32.add (global.get $GOT.data.internal.__memory_base) (i32.const 32))))
        (i32.store (i32.add (global.get $GOT.data.internal.__memory_base) (i32.const 32)) (i32.const 1))
        (call $__wasi_init_tp)
        (call $__wasm_call_ctors)
        (local.set $code (call $__main_void))
        (call $__wasm_call_dtors)
        (br_if $fails (local.get $code))
        (return))
      (unreachable))
    (call $proc_exit (local.get $code))
    (unreachable))
  (func (export "count") (result i32) (i32.load (i32.const 16)))
)
