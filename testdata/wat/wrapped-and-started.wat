;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged none exported
;;! calls: get() = 2; get() = 3
;; The start section runs the constructors, and so does every export.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (func $main (call $__wasm_call_ctors))
  (start $main)
  (func $get (result i32) (global.get $g))
  (func $get.command_export (export "get") (result i32) (call $__wasm_call_ctors) (call $get)))
