;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor exported
;;! calls: get() = 1
;;! run: --init=start
;;! expect: error this module exports `_initialize` (func 1) for the host to call first; `_initialize` has to stay as it is: the start section runs it too; leave out --init
;; The start section runs the constructors, and `_initialize` would run them again.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (start $__wasm_call_ctors)
  (func (export "_initialize") (call $__wasm_call_ctors))
  (func (export "get") (result i32) (global.get $g)))
