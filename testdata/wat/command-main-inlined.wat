;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! run: --init=start
;;! expect: fixed start exported
;;! calls: count() = 1; _start(); count() = 12
;;! run: --init=start --export-main
;;! expect: error no function of type () -> i32 or (i32, i32) -> i32 is seen that runs `main` for `_start`: an optimiser may have put it into that; link it without, or leave out --export-main
;; The only function that gives a number is not `main`, but what is left of it: its caller adds to that.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $part (result i32) (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 10))) (i32.const 0))
  (func $_start (export "_start") (local $code i32)
    (call $__wasm_call_ctors)
    (local.set $code (call $part))
    (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1)))
    (if (local.get $code) (then (call $proc_exit (local.get $code)) (unreachable))))
  (func (export "count") (result i32) (i32.load (i32.const 16)))
)
