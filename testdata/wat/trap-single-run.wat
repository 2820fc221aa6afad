;;! build: wat2wasm %s -o %o
;;! expect: unchanged none exported
;;! calls: run() = 1; run() = 2; run() = 3
;;! run: --init=lazy
;;! expect: error this module calls func 0 first in its only exported function; nothing shows what runs its constructors, if it has any; if that function does, say --assume-wrapped
;; run() { helper(); … } as the only export: ordinary code, which looks just like a stripped wrapper.
(module
  (memory (export "memory") 1)
  (func $helper (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func $result (result i32) (i32.load (i32.const 0)))
  (func (export "run") (result i32) (call $helper) (call $result)))
