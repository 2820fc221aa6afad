;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start private
;;! calls: get() = 5; _initialize(); get() = 5
;;! calls-before: get() = 0
;;! run: --export-memory --policy=memory
;;! expect: fixed reactor exported
;;! calls: _initialize(); get() = 5
;;! run: --import-memory
;;! expect: fixed start imported
;;! calls: get() = 5
;;! run: --init=lazy
;;! expect: fixed lazy private
;;! calls: get() = 5; _initialize(); get() = 5
;; A memory that no host can see.
(module
  (memory 1)
  (func (export "_initialize") (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 5))))
  (func (export "get") (result i32) (i32.load (i32.const 0))))
