;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed export exported
;; A name says nothing: this `exit` gives a result, and these are not Emscripten's or AssemblyScript's functions.
(module
  (import "host" "abort" (func $abort (param i32)))
  (import "env" "exit" (func $exit (param i32) (result i32)))
  (import "env" "abort" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "__wasm_call_ctors")
    (call $abort (i32.const 16))
    (i32.store (i32.const 16) (call $exit (i32.const 1)))
    (call $log (i32.const 16) (i32.const 4))))
