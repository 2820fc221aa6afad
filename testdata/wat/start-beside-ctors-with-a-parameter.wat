;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: get() = 1; _initialize(); get() = 1
;; What is exported as __wasm_call_ctors takes a parameter, so it is no initialiser, before the fix or after.
(module
  (import "env" "log" (func $log))
  (memory (export "memory") 1)
  (global $count (mut i32) (i32.const 0))
  (func $init (call $log) (global.set $count (i32.add (global.get $count) (i32.const 1))))
  (start $init)
  (func (export "__wasm_call_ctors") (param i32) (global.set $count (local.get 0)))
  (func (export "get") (result i32) (global.get $count)))
