;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! calls: answer() = 42
;;! run: --init=lazy
;;! expect: error this module exports `_start`, which runs the program; the module calls `_start` itself, or can, and that would no longer run the constructors; link it so that nothing but the host calls `_start`
;;! run: --init=start
;;! expect: error this module exports `_start`, which runs the program; the module calls `_start` itself, or can, and that would no longer run the constructors; link it so that nothing but the host calls `_start`
;; The start section runs the program as well, past any guard that the export could get.
(module
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.const 42)))
  (func $main (if (i32.eqz (i32.load (i32.const 16))) (then (unreachable))))
  (func $_start (export "_start") (call $__wasm_call_ctors) (call $main))
  (start $_start)
  (func (export "answer") (result i32) (i32.load (i32.const 16)))
)
