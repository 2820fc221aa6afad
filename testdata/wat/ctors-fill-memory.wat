;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: get() = 7
;;! calls: _initialize(); get() = 7
;;! calls-before: get() = 0
;; Constructors that only fill memory look like the linker's preparation of it, but for their name: once they are the start function,
;; there is nothing left to do.
(module
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (memory.fill (i32.const 64) (i32.const 7) (i32.const 8)))
  (func (export "_initialize") (call $__wasm_call_ctors))
  (func (export "get") (result i32) (i32.load8_u (i32.const 64)))
)
