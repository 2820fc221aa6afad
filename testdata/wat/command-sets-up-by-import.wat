;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! run: --init=start
;;! expect: error this module exports `_start`, which runs the program; it cannot be seen that `_start` runs constructors first; if it is no program, link it as a reactor
;; What has the name of libc's set-up calls an import, so that it is something else.
(module
  (import "env" "set_up" (func $set_up))
  (memory (export "memory") 1)
  (func $__wasi_init_tp (call $set_up))
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.const 1)))
  (func $main)
  (func $_start (export "_start") (call $__wasi_init_tp) (call $__wasm_call_ctors) (call $main))
)
