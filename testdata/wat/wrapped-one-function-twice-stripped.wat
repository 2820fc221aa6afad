;;! build: wat2wasm %s -o %o
;;! expect: unchanged none exported
;;! calls: tick(); tock()
;; The same without names and without another export: the last call might be destructors or the function itself.
(module
  (memory (export "memory") 1)
  (func $ctors (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 100))))
  (func $tick (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func (export "tick") (call $ctors) (call $tick))
  (func (export "tock") (call $ctors) (call $tick)))
