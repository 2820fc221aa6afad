;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: count() = 1; _initialize(); count() = 1
;;! calls: count() = 1; again(); count() = 2
;;! calls-before: _initialize(); count() = 1; again(); count() = 2
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: count() = 1; again(); count() = 2; _initialize(); count() = 2
;; The table has the initialiser as well: the export moves, and what the table has stays what it was.
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $_initialize)
  (func $_initialize (export "_initialize")
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func (export "again") (call_indirect (i32.const 0)))
  (func (export "count") (result i32) (i32.load (i32.const 0))))
