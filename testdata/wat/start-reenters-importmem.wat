;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start imported
;;! run: --assume=env.each=reenters
;;! expect: fixed lazy imported
;;! calls: count() = 1; _initialize(); count() = 1
;; No import can call back while the start section runs, also where the host owns the memory. Only the user knows that it does.
(module
  (import "env" "each" (func $each (param i32)))
  (import "env" "memory" (memory 1))
  (func $init (call $each (i32.const 1)) (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (start $init)
  (func (export "count") (result i32) (i32.load (i32.const 0))))
