;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! run: --init=start
;;! expect: error the constructors may call import `wasi_snapshot_preview1.proc_exit` (by func 2 `checks`), which ends the program, before `_start` has begun; say --init=lazy if other exports need its constructors, or leave out --init
;; A constructor ends the program where something is wrong: before `_start`, there is none to end.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (call $checks))
  (func $checks (if (i32.load (i32.const 16)) (then (call $proc_exit (i32.const 1)))))
  (func $main)
  (func $_start (export "_start") (call $__wasm_call_ctors) (call $main))
)
