;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged start exported
;;! calls: get() = 3
;;! run: --init=export
;;! expect: fixed export exported
;;! calls: get() = 0; _initialize(); get() = 3
;;! run: --import-memory
;;! expect: error there are 2 memories; memory options work on a module with one unshared 32-bit memory
;; Two memories: which of them the host should own, nobody said.
(module
  (memory $a 1)
  (memory $b (export "memory") 1)
  (func $init (i32.store $a (i32.const 0) (i32.const 1)) (i32.store $b (i32.const 0) (i32.const 2)))
  (func (export "get") (result i32) (i32.add (i32.load $a (i32.const 0)) (i32.load $b (i32.const 0))))
  (start $init))
