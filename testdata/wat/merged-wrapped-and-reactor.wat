;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor exported
;;! calls: _initialize(); next() = 41; next() = 41; seven() = 7
;; As wasm-merge makes it of a module that lld wrapped and a reactor: the first one's exports rerun its constructors, whoever calls
;; _initialize.
(module
  (memory (export "memory") 1)
  (global $ready (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.const 40)))
  (func $next (result i32)
    (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1)))
    (i32.load (i32.const 16)))
  (func $next.command_export (export "next") (result i32) (call $__wasm_call_ctors) (call $next))
  (func $__wasm_call_ctors_4 (global.set $ready (i32.const 7)))
  (func $_initialize (export "_initialize") (call $__wasm_call_ctors_4))
  (func $seven (export "seven") (result i32) (global.get $ready)))
