;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed lazy exported
;;! calls: malloc(0) = 3; malloc(0) = 3; initialize(); malloc(0) = 3
;;! calls: free(5); malloc(0) = 5
;;! run: --host=js
;;! expect: fixed lazy exported
;;! calls: malloc(0) = 3
;;! run: --policy=memory
;;! expect: fixed lazy exported
;;! calls: malloc(0) = 3
;; Constructors that call an import, and no export but allocators: these ran the constructors, so they go on to see to it.
(module
  (import "env" "log" (func $log))
  (memory (export "memory") 1)
  (global $base (mut i32) (i32.const 0))
  (func $first (call $log) (global.set $base (i32.add (global.get $base) (i32.const 1))))
  (func $second (global.set $base (i32.mul (global.get $base) (i32.const 3))))
  (func $__wasm_call_ctors (call $first) (call $second))
  (func $malloc (param i32) (result i32) (global.get $base))
  (func $malloc.command_export (export "malloc") (param i32) (result i32) (call $__wasm_call_ctors) (call $malloc (local.get 0)))
  (func $free (param i32) (global.set $base (local.get 0)))
  (func $free.command_export (export "free") (param i32) (call $__wasm_call_ctors) (call $free (local.get 0))))
