;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed lazy exported
;;! calls: a() = 1; b(10) = 11; a() = 1
;;! calls: b(10) = 11; a() = 1
;;! calls: via(0) = 1; via(0) = 1; a() = 1
;;! calls-before: a() = 1; b(10) = 12; via(0) = 4
;;! run: --init=start
;;! expect: fixed start exported
;;! calls: a() = 1; b(10) = 11; a() = 1
;;! calls: b(10) = 11; a() = 1
;;! calls: via(0) = 1; via(0) = 1; a() = 1
;;! run: --policy=memory
;;! expect: fixed lazy exported
;;! calls: a() = 1; b(10) = 11; a() = 1
;;! calls: _initialize(); b(10) = 11; _initialize(); a() = 1
;;! calls: via(0) = 1; via(0) = 1; a() = 1
;; A wrapper whose address is taken: calls through the table must not run constructors again either.
(module $plugin
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (type $t (func (result i32)))
  (table 1 funcref)
  (elem (i32.const 0) $a.command_export)
  (func $a (result i32) (i32.load (i32.const 0)))
  (func $b (param i32) (result i32) (i32.add (local.get 0) (i32.load (i32.const 0))))
  (func $a.command_export (export "a") (result i32) (call $__wasm_call_ctors) (call $a))
  (func $b.command_export (export "b") (param i32) (result i32) (call $__wasm_call_ctors) (local.get 0) (call $b))
  (func $via (param i32) (result i32) (call_indirect (type $t) (local.get 0)))
  (func $via.command_export (export "via") (param i32) (result i32) (call $__wasm_call_ctors) (local.get 0) (call $via)))
