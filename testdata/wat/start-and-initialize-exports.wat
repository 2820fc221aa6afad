;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged faulty exported
;;! calls: _initialize(); get() = 1
;;! run: --import-memory
;;! expect: fixed faulty both
;;! calls: _initialize(); get() = 1
;; _start and _initialize both exported: the ABI forbids it, and Node refuses to run it either way.
(module
  (memory (export "memory") 1)
  (func (export "_start") (i32.store (i32.const 0) (i32.const 2)))
  (func (export "_initialize") (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func (export "get") (result i32) (i32.load (i32.const 0))))
