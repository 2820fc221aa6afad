;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged none exported
;;! calls: run() = 1; run() = 2
;; An optimiser has put a wrapper into another export: that runs the constructors in its middle.
(module
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $one (result i32) (i32.load (i32.const 16)))
  (func $two (result i32) (i32.load (i32.const 20)))
  (func $one.command_export (export "one") (result i32) (call $__wasm_call_ctors) (call $one))
  (func $two.command_export (export "two") (result i32) (call $__wasm_call_ctors) (call $two))
  (func (export "run") (result i32)
    (i32.store (i32.const 20) (i32.const 1))
    (call $__wasm_call_ctors)
    (i32.load (i32.const 16)))
)
