;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor exported
;;! calls: _initialize(); count() = 1; again(1); count() = 2
;;! run: --init=lazy
;;! expect: error this module exports `_initialize` (func 0) for the host to call first; `_initialize` has to stay as it is: func 0 `_initialize` may be called through a table or a reference, too; leave out --init
;; The module calls the initialiser through its table: there, it would still run the constructors each time.
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $_initialize)
  (func $_initialize (export "_initialize")
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func (export "again") (param i32) (if (local.get 0) (then (call_indirect (i32.const 0)))))
  (func (export "count") (result i32) (i32.load (i32.const 0))))
