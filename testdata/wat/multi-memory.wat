;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged start exported
;;! calls: get() = 3
;;! run: --init=export
;;! expect: fixed export exported
;;! calls: get() = 0; _initialize(); get() = 3
;;! run: --import-memory
;;! expect: error there are 2 memories: 0 (private), 1 (exported as `memory`); say which one with --memory=NAME or its number
;;! run: --import-memory --memory=2
;;! expect: error --memory=2 names no memory; there are 0 (private), 1 (exported as `memory`)
;;! run: --import-memory --memory=heap
;;! expect: error --memory=heap names no memory; there are 0 (private), 1 (exported as `memory`)
;;! run: --import-memory --memory=0
;;! expect: fixed start exported
;;! calls: get() = 3
;;! run: --import-memory --memory=memory
;;! expect: fixed start both
;;! calls: get() = 3
;;! run: --export-memory=a --memory=0
;;! expect: fixed start exported
;;! calls: get() = 3
;; Two memories: which of them the host should own, the user has to say.
(module
  (memory $a 1)
  (memory $b (export "memory") 1)
  (func $init (i32.store $a (i32.const 0) (i32.const 1)) (i32.store $b (i32.const 0) (i32.const 2)))
  (func (export "get") (result i32) (i32.add (i32.load $a (i32.const 0)) (i32.load $b (i32.const 0))))
  (start $init))
