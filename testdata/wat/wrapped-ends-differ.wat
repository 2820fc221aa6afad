;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged none exported
;; An optimiser inlined the destructors into one wrapper of two: they cannot be taken out of both.
(module
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 0) (i32.const 1)))
  (func $__wasm_call_dtors (i32.store (i32.const 0) (i32.const 0)))
  (func $a.command_export (export "a") (result i32)
    (call $__wasm_call_ctors) (i32.load (i32.const 0)) (i32.store (i32.const 0) (i32.const 0)))
  (func $b.command_export (export "b") (result i32)
    (call $__wasm_call_ctors) (i32.load (i32.const 0)) (call $__wasm_call_dtors)))
