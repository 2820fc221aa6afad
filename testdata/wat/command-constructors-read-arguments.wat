;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! run: --init=start
;;! expect: error the constructors call import `wasi_snapshot_preview1.args_sizes_get`, which reads its arguments, before `_start` has begun; say --init=lazy if other exports need its constructors, or leave out --init
;; A constructor looks how many arguments there are.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (drop (call $args_sizes_get (i32.const 16) (i32.const 20))))
  (func $main)
  (func $_start (export "_start") (call $__wasm_call_ctors) (call $main))
  (func (export "count") (result i32) (i32.load (i32.const 16)))
)
