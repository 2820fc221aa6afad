;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! calls: count() = 1; _initialize(); count() = 2
;; The start function is also the export _initialize: a host that keeps the ABI runs it twice.
(module
  (memory (export "memory") 1)
  (func $init (export "_initialize") (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func (export "count") (result i32) (i32.load (i32.const 0)))
  (start $init))
