;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged faulty exported
;;! calls: run() = 7
;; An export called _initialize that is a global.
(module
  (memory (export "memory") 1)
  (global (export "_initialize") i32 (i32.const 3))
  (func (export "run") (result i32) (i32.const 7)))
