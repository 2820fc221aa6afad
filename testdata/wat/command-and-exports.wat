;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! calls: count() = 0; _start(); count() = 11
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: count() = 1; _start(); count() = 11
;;! calls: _start(); count() = 11
;;! run: --init=start
;;! expect: fixed start exported
;;! calls-before: count() = 0; _start(); count() = 11
;;! calls: count() = 1; _start(); count() = 11; _start() = trap
;;! run: --init=start --export-main
;;! expect: fixed start exported
;;! calls: count() = 1; main() = 0; main() = 0; count() = 21; _start(); count() = 31
;;! run: --init=start --export-main=_start
;;! expect: error something else is exported as `_start`; choose another name for `main` with --export-main=NAME
;; A program as today's wasi-libc begins it: `_start` alone runs the constructors, behind a look at whether it has run.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $main (result i32) (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 10))) (i32.const 0))
  (func $_start (export "_start") (local $code i32)
    (block $again
      (block $fails
        (br_if $again (i32.load (i32.const 32)))
        (i32.store (i32.const 32) (i32.const 1))
        (call $__wasm_call_ctors)
        (br_if $fails (local.tee $code (call $main)))
        (return))
      (call $proc_exit (local.get $code)))
    (unreachable))
  (func (export "count") (result i32) (i32.load (i32.const 16)))
)
