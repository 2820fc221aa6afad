;;! build: wat2wasm %s -o %o
;;! expect: fixed start exported
;;! calls: bump() = 41; bump() = 42; get(1) = 43
;;! calls-before: bump() = 41; bump() = 41; get(1) = 41
;; All work depends on what is in memory, but the work does not change that: it runs on every call.
(module
  (memory (export "memory") 1)
  (data (i32.const 16) "\01")
  (func $ctors
    (if (i32.load (i32.const 16)) (then (i32.store (i32.const 20) (i32.const 40)))))
  (func (export "bump") (result i32)
    (call $ctors)
    (i32.store (i32.const 20) (i32.add (i32.load (i32.const 20)) (i32.const 1)))
    (i32.load (i32.const 20)))
  (func (export "get") (param i32) (result i32)
    (call $ctors)
    (i32.add (local.get 0) (i32.load (i32.const 20)))))
