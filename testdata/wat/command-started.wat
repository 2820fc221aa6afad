;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged command exported
;;! calls: count() = 1; _start(); count() = 11
;;! run: --init=start
;;! expect: unchanged command exported
;;! run: --init=lazy
;;! expect: unchanged command exported
;;! run: --init=start --export-main
;;! expect: error --export-main: this module exports `_start`, which runs the program; the start section runs it already; leave out --export-main
;; The start section runs the constructors of this program already.
(module
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $main (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 10))))
  (func $_start (export "_start") (call $main))
  (start $__wasm_call_ctors)
  (func (export "count") (result i32) (i32.load (i32.const 16)))
)
