;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged wrapped exported
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: a() = 1; b(10) = 11; a() = 1
;;! calls: b(10) = 11; a() = 1
;;! calls: twice(4) = 8; a() = 1
;;! calls-before: twice(4) = 8; a() = 1; a() = 2
;;! run: --init=start
;;! expect: fixed start exported
;;! calls: a() = 1; b(10) = 11; a() = 1
;;! calls: b(10) = 11; a() = 1
;;! calls: twice(4) = 8; a() = 1
;;! run: --policy=memory
;;! expect: fixed lazy exported
;;! calls: a() = 1; b(10) = 11; a() = 1
;;! calls: _initialize(); b(10) = 11; _initialize(); a() = 1
;;! calls: twice(4) = 8; a() = 1
;; An export that a later tool added is not wrapped; lld's names settle that the others are.
(module $plugin
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  
  (func $a (result i32) (i32.load (i32.const 0)))
  (func $b (param i32) (result i32) (i32.add (local.get 0) (i32.load (i32.const 0))))
  (func $a.command_export (export "a") (result i32) (call $__wasm_call_ctors) (call $a))
  (func $b.command_export (export "b") (param i32) (result i32) (call $__wasm_call_ctors) (local.get 0) (call $b))
  (func $twice (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))
