;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! calls: get() = 1
;;! run: --prove=run
;;! expect: unchanged start exported
;;! run: --host=js
;;! expect: unchanged start exported
;; AssemblyScript's `trace` needs memory, but a condition decides whether the start section calls it, and here it does not.
(module
  (import "env" "trace" (func $trace (param i32 i32 f64 f64 f64 f64 f64)))
  (memory (export "memory") 1)
  (global $debug i32 (i32.const 0))
  (global $ready (mut i32) (i32.const 0))
  (export "ready" (global $ready))
  (func $init
    (if (global.get $debug)
      (then (call $trace (i32.const 8) (i32.const 0)
        (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0) (f64.const 0))))
    (global.set $ready (i32.const 1)))
  (start $init)
  (func (export "get") (result i32) (global.get $ready)))
