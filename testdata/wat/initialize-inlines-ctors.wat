;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor imported
;;! calls: _initialize(); count() = 1
;;! run: --init=start
;;! expect: error this module exports `_initialize` (func 1) for the host to call first; `_initialize` has to stay as it is: `__wasm_call_ctors` is exported too, and whether that runs the same constructors cannot be seen; leave out --init
;; An optimiser inlined __wasm_call_ctors into _initialize: moving one would leave the other to run them again.
(module
  (import "env" "memory" (memory 1))
  (func $__wasm_call_ctors (export "__wasm_call_ctors")
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func $_initialize (export "_initialize")
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func (export "count") (result i32) (i32.load (i32.const 0))))
