;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start imported
;;! calls: get() = 7; _initialize(); get() = 7
;;! calls-before: get() = 0
;; An imported start function must still be called, before the constructors that are chained to it.
(module
  (import "env" "boot" (func $boot))
  (import "env" "memory" (memory 1))
  (func (export "_initialize") (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 7))))
  (func (export "get") (result i32) (i32.load (i32.const 0)))
  (start $boot))
