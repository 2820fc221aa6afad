;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! calls: again(); answer() = 42
;;! run: --init=lazy
;;! expect: error this module exports `_start`, which runs the program; the module calls `_start` itself, or can, and that would no longer run the constructors; link it so that nothing but the host calls `_start`
;;! run: --init=start
;;! expect: error this module exports `_start`, which runs the program; the module calls `_start` itself, or can, and that would no longer run the constructors; link it so that nothing but the host calls `_start`
;; An export runs the program by its reference.
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $_start)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.const 42)))
  (func $main)
  (func $_start (export "_start") (call $__wasm_call_ctors) (call $main))
  (func (export "again") (call_indirect (i32.const 0)))
  (func (export "answer") (result i32) (i32.load (i32.const 16)))
)
