;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: _initialize(); get() = 5
;;! run: --policy=memory
;;! expect: unchanged reactor exported
;;! calls: _initialize(); get() = 5
;;! run: --import-memory
;;! expect: fixed start both
;;! calls: get() = 5
;;! run: --import-memory --no-export-memory
;;! expect: fixed start imported
;;! calls: get() = 5
;; One memory under two export names: both stay, or both go.
(module
  (memory (export "memory") (export "mem") 1 4)
  (func (export "_initialize") (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 5))))
  (func (export "get") (result i32) (i32.load (i32.const 0))))
