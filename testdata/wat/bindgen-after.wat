;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged bindgen exported
;;! calls: __wbindgen_start(); ready() = 1
;; wasm-bindgen has made start the export __wbindgen_start, which its JS calls.
(module
  (import "wbg" "__wbg_log_6c7b5f4f00b8ce3f" (func $log (param i32 i32)))
  (memory (export "memory") 17)
  (data (i32.const 1048576) "hello")
  (global $ready (mut i32) (i32.const 0))
  (func $main (call $log (i32.const 1048576) (i32.const 5)) (global.set $ready (i32.const 1)))
  (func (export "ready") (result i32) (global.get $ready))
  (func (export "__wbindgen_malloc") (param i32 i32) (result i32) (i32.const 1048600))
  (export "__wbindgen_start" (func $main)))
