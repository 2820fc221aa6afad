;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! run: --init=start
;;! expect: error the constructors call import `wasi_snapshot_preview1.proc_exit`, which ends the program, before `_start` has begun; leave out --init
;; A constructor ends the program, and no other export could run it: libc has to be set up first.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func $__wasi_init_tp (i32.store (i32.const 48) (i32.const 1)))
  (func $__wasm_call_ctors (call $proc_exit (i32.load (i32.const 48))))
  (func $main)
  (func $_start (export "_start") (call $__wasi_init_tp) (call $__wasm_call_ctors) (call $main))
)
