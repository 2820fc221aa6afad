;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged start exported
;;! run: --assume=env.log=memory
;;! expect: fixed lazy exported
;;! calls: get() = 0; _initialize(); get() = 0
;; The import that needs memory is reached by a tail call.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "tail")
  (func $say (return_call $log (i32.const 16) (i32.const 4)))
  (func $init (return_call $say))
  (func (export "get") (result i32) (i32.load (i32.const 0)))
  (start $init))
