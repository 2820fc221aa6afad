;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! run: --init=start --export-main
;;! expect: fixed start exported
;;! calls: count() = 1; main(2, 0) = 3; main(4, 0) = 7; count() = 7; _start(); count() = 8
;; An optimiser has put libc's function around `main` into `_start`: by its name, `main` is known, with its arguments.
(module
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $main (param i32 i32) (result i32)
    (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (local.get 0))) (i32.load (i32.const 16)))
  (func $_start (export "_start")
    (call $__wasm_call_ctors)
    (drop (call $main (i32.const 1) (i32.const 0))))
  (func (export "count") (result i32) (i32.load (i32.const 16)))
)
