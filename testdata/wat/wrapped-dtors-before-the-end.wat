;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged none exported
;;! calls: get() = 5; twice(2) = 4; get() = 5
;; binaryen moves a call of a function that it knows to be pure (--generate-global-effects) behind the destructors.
(module
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.const 5)))
  (func $__wasm_call_dtors (i32.store (i32.const 16) (i32.const 0)))
  (func $double (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
  (func $get.command_export (export "get") (result i32) (local i32)
    (call $__wasm_call_ctors)
    (local.set 0 (i32.load (i32.const 16)))
    (call $__wasm_call_dtors)
    (local.get 0))
  (func $twice.command_export (export "twice") (param i32) (result i32)
    (call $__wasm_call_ctors) (call $__wasm_call_dtors) (call $double (local.get 0))))
