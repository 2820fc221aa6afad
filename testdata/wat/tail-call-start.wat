;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged start exported
;;! calls: get() = 6
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: get() = 6; _initialize(); get() = 6
;;! calls: _initialize(); get() = 6
;; start ends in a tail call.
(module
  (memory (export "memory") 1)
  (func $a (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 6))))
  (func $init (return_call $a))
  (func (export "get") (result i32) (i32.load (i32.const 0)))
  (start $init))
