;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: count() = 1; _initialize(); count() = 1; twice(4) = 8
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: count() = 1; _initialize(); count() = 1; twice(4) = 8
;;! run: --export-table
;;! expect: fixed reactor exported
;;! calls: _initialize(); count() = 1; twice(4) = 8
;;! run: --import-table
;;! expect: fixed reactor exported
;;! calls: _initialize(); count() = 1; twice(4) = 8
;; Go's linker puts every function into the table, and calls those of one type through it, which the initialiser has not.
;; A host that has the table may call it there.
(module
  (type $step (func (param i32) (result i32)))
  (memory (export "memory") 1)
  (table 2 funcref)
  (elem (i32.const 0) $_initialize $twice)
  (func $_initialize (export "_initialize")
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func $twice (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
  (func (export "twice") (param i32) (result i32) (call_indirect (type $step) (local.get 0) (i32.const 1)))
  (func (export "count") (result i32) (i32.load (i32.const 0))))
