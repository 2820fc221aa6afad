;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed lazy exported
;;! calls: a() = 101; b(10) = 111; a() = 101
;;! calls-before: a() = 101; a() = 102
;;! run: --init=start
;;! expect: fixed start exported
;;! calls: a() = 101; b(10) = 111; a() = 101
;;! run: --policy=memory
;;! expect: fixed lazy exported
;;! calls: a() = 101; b(10) = 111; _initialize(); a() = 101
;; A start of the module's own beside wrapped exports: it stays, and runs before the constructors.
(module $plugin
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func $zero (i32.store (i32.const 0) (i32.const 100)))
  (func $a (result i32) (i32.load (i32.const 0)))
  (func $b (param i32) (result i32) (i32.add (local.get 0) (i32.load (i32.const 0))))
  (func $a.command_export (export "a") (result i32) (call $__wasm_call_ctors) (call $a))
  (func $b.command_export (export "b") (param i32) (result i32) (call $__wasm_call_ctors) (local.get 0) (call $b))
  (start $zero))
