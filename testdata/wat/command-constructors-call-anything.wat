;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command private
;;! run: --init=start
;;! expect: error not all is known that the constructors call, and that may be what ends the program or reads its arguments, before `_start` has begun; --prove=run may find out, or say --init=lazy if other exports need its constructors, or leave out --init
;; The host's table may hold what ends the program.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "env" "table" (table 1 funcref))
  (memory 1)
  (func $__wasm_call_ctors (call_indirect (i32.const 0)))
  (func $main (result i32) (i32.const 0))
  (func $_start (export "_start") (local $code i32)
    (call $__wasm_call_ctors)
    (if (local.tee $code (call $main)) (then (call $proc_exit (local.get $code)) (unreachable))))
)
