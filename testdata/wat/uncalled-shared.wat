;;! build: wat2wasm --enable-threads --debug-names %s -o %o
;;! expect: unchanged uncalled exported
;; Nothing calls the linker's function, and no option can have it run: each thread would run it.
(module
  (memory (export "memory") 1 2 shared)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.const 42)))
  (func (export "get") (result i32) (i32.load (i32.const 16)))
)
