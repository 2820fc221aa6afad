;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! calls: count() = 1
;;! run: --assume=env.log=memory
;;! expect: fixed lazy exported
;;! calls: count() = 1
;;! calls: _initialize(); _initialize(); count() = 1
;;! calls: count() = 1; _initialize(); count() = 1
;; The start function traps when it runs again, as newer crts do: a guard must stand before it, whoever comes first.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "once")
  (func $init
    (if (i32.load (i32.const 0)) (then (unreachable)))
    (i32.store (i32.const 0) (i32.const 1))
    (call $log (i32.const 16) (i32.const 4)))
  (func (export "count") (result i32) (i32.load (i32.const 0)))
  (start $init))
