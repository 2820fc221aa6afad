;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged none exported
;;! calls: setup(7); run() = 71
;; wasm-merge put an app and a library that lld had wrapped together: the library's constructors run when the app calls it.
(module
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.mul (i32.load (i32.const 20)) (i32.const 10))))
  (func $get (result i32) (i32.add (i32.load (i32.const 16)) (i32.const 1)))
  (func $get.command_export (export "get") (result i32) (call $__wasm_call_ctors) (call $get))
  (func $put.command_export (export "put") (result i32) (call $__wasm_call_ctors) (call $get))
  (func (export "setup") (param i32) (i32.store (i32.const 20) (local.get 0)))
  (func (export "run") (result i32) (call $get.command_export))
)
