;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor exported
;; A host may call what is in the exported table.
(module
  (memory (export "memory") 1)
  (table (export "__indirect_function_table") 1 funcref)
  (elem (i32.const 0) $_initialize)
  (func $_initialize (export "_initialize")
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func (export "count") (result i32) (i32.load (i32.const 0))))
