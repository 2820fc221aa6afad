;;! build: wat2wasm %s -o %o
;;! expect: unchanged none exported
;;! calls: bump() = 41; bump() = 42; get(1) = 43
;;! run: --init=lazy
;;! expect: error this module calls func 0 first in every export, but that may be the program's own function, which begins each call; nothing shows what runs its constructors, if it has any; if that function does, say --assume-wrapped
;; A guard that returns early: what it protects runs once.
(module
  (memory (export "memory") 1)
  (func $once
    (if (i32.load8_u (i32.const 16)) (then (return)))
    (i32.store8 (i32.const 16) (i32.const 1))
    (i32.store (i32.const 20) (i32.const 40)))
  (func (export "bump") (result i32)
    (call $once)
    (i32.store (i32.const 20) (i32.add (i32.load (i32.const 20)) (i32.const 1)))
    (i32.load (i32.const 20)))
  (func (export "get") (param i32) (result i32)
    (call $once)
    (i32.add (local.get 0) (i32.load (i32.const 20)))))
