;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! calls: _start(); answer() = 42
;;! run: --init=lazy
;;! expect: error this module exports `_start`, which runs the program; it cannot be seen that `_start` runs constructors first; if it is no program, link it as a reactor
;;! run: --init=start
;;! expect: error this module exports `_start`, which runs the program; it cannot be seen that `_start` runs constructors first; if it is no program, link it as a reactor
;; What `_start` does before the constructors, they need.
(module
  (memory (export "memory") 1)
  (global $sp (mut i32) (i32.const 0))
  (func $__wasm_call_ctors
    (i32.store (i32.sub (global.get $sp) (i32.const 16)) (i32.const 42))
    (i32.store (i32.const 16) (i32.load (i32.sub (global.get $sp) (i32.const 16)))))
  (func $main (drop (i32.load (i32.const 16))))
  (func (export "_start") (global.set $sp (i32.const 4096)) (call $__wasm_call_ctors) (call $main))
  (func (export "answer") (result i32) (i32.load (i32.const 16)))
)
