;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged wrapped exported
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: tick(); tock(); count() = 102
;;! calls-before: tick(); tock(); count() = 202
;;! run: --init=start
;;! expect: fixed start exported
;;! calls: tick(); tock(); count() = 102
;;! run: --policy=memory
;;! expect: fixed lazy exported
;;! calls: tick(); tock(); count() = 102
;; Two wrappers around one function: their common last call is what they are for, and not the destructors.
(module
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 100))))
  (func $tick (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func $count (export "count") (result i32) (i32.load (i32.const 0)))
  (func $tick.command_export (export "tick") (call $__wasm_call_ctors) (call $tick))
  (func $tock.command_export (export "tock") (call $__wasm_call_ctors) (call $tick)))
