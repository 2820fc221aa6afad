;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: count() = 1; keep(); count() = 1
;;! calls-before: keep(); count() = 0; _initialize(); count() = 1
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: count() = 1; keep(); count() = 1
;; Only its export declares the initialiser for ref.func: once the export leads elsewhere, an element segment has to.
(module
  (memory (export "memory") 1)
  (table $kept 1 funcref)
  (func $_initialize (export "_initialize")
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func (export "keep") (table.set $kept (i32.const 0) (ref.func $_initialize)))
  (func (export "count") (result i32) (i32.load (i32.const 0))))
