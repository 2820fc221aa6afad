;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed lazy imported
;;! run: --assume=env.*=memory --assume=log.line=memory
;;! expect: fixed start imported
;; Five imports of which nothing is known, in two modules: what to say of them is one line.
(module
  (import "env" "a" (func $a (param i32)))
  (import "env" "b" (func $b (param i32)))
  (import "env" "c" (func $c (result i32)))
  (import "env" "d" (func $d (param i64)))
  (import "log" "line" (func $line (param i32)))
  (import "env" "memory" (memory 1))
  (func $__wasm_call_ctors
    (call $a (call $c)) (call $b (i32.const 1)) (call $d (i64.const 1)) (call $line (i32.const 8)))
  (func $get (result i32) (i32.const 1))
  (func $get.command_export (export "get") (result i32) (call $__wasm_call_ctors) (call $get))
  (func $put (param i32))
  (func $put.command_export (export "put") (param i32) (call $__wasm_call_ctors) (call $put (local.get 0))))
