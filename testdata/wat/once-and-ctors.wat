;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: update(); answer() = 42
;;! calls: __wasm_call_ctors(); update(); update(); answer() = 42
;; `update` does a thing once, as AssemblyScript's start functions do under any name, but is none: `__wasm_call_ctors` is
;; what runs the constructors.
(module
  (memory (export "memory") 1)
  (global $answer (mut i32) (i32.const 0))
  (global $done (mut i32) (i32.const 0))
  (func $update (export "update")
    (if (global.get $done) (then (return)))
    (global.set $done (i32.const 1))
    (global.set $answer (i32.add (global.get $answer) (i32.const 1))))
  (func $ctors (export "__wasm_call_ctors")
    (global.set $answer (i32.const 41)))
  (func $answer (export "answer") (result i32) (global.get $answer)))
