;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed lazy exported
;;! calls: __wbindgen_start(); total() = 21; total() = 21
;;! calls-before: __wbindgen_start(); total() = 22; total() = 23
;; Without a table for JS, wasm-bindgen exports the program's start function as it is: a wrapper.
(module
  (import "wbg" "__wbg_log_1234567890abcdef" (func $log (param i32)))
  (memory (export "memory") 1)
  (func $__wasm_call_ctors
    (call $log (i32.const 1))
    (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $begin (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 20))))
  (func $total (result i32) (i32.load (i32.const 16)))
  (func $begin.command_export (export "begin") (export "__wbindgen_start") (call $__wasm_call_ctors) (call $begin))
  (func $total.command_export (export "total") (result i32) (call $__wasm_call_ctors) (call $total))
)
