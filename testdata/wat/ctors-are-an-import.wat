;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor exported
;;! run: --init=lazy
;;! expect: fixed lazy exported
;; An import has the name of lld's constructors among the exports, and the initialiser calls it.
(module
  (import "env" "register" (func $register (param i32) (result i32)))
  (memory (export "memory") 1)
  (func $setup (export "_initialize") (drop (call $register (i32.const 1024))))
  (export "__wasm_call_ctors" (func $register))
  (func (export "get") (result i32) (i32.load (i32.const 1024))))
