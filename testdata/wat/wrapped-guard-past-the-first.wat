;;! build: wat2wasm %s -o %o
;;! expect: unchanged none exported
;;! calls: bump() = 41; bump() = 41; get(1) = 41
;; The branch goes past the first constructor alone, out of a block that the second is behind.
(module
  (memory (export "memory") 1)
  (func $ctors
    (block $first
      (br_if $first (i32.load8_u (i32.const 16)))
      (i32.store8 (i32.const 16) (i32.const 1))
      (i32.store (i32.const 24) (i32.const 7)))
    (i32.store (i32.const 20) (i32.const 40)))
  (func (export "bump") (result i32)
    (call $ctors)
    (i32.store (i32.const 20) (i32.add (i32.load (i32.const 20)) (i32.const 1)))
    (i32.load (i32.const 20)))
  (func (export "get") (param i32) (result i32)
    (call $ctors)
    (i32.add (local.get 0) (i32.load (i32.const 20)))))
