;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed lazy exported
;;! calls: _initialize(); get() = 100; get() = 100
;;! run: --init=start
;;! expect: fixed start exported
;;! calls: get() = 100; get() = 100
;; The host may set the limit once it has the instance: the constructors read it at the first call, not before.
(module
  (global $limit (import "env" "limit") (mut i32))
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.add (global.get $limit) (i32.const 100))))
  (func $get (result i32) (i32.load (i32.const 16)))
  (func $more (param i32) (i32.store (i32.const 20) (local.get 0)))
  (func $get.command_export (export "get") (result i32) (call $__wasm_call_ctors) (call $get))
  (func $more.command_export (export "more") (param i32) (call $__wasm_call_ctors) (call $more (local.get 0))))
