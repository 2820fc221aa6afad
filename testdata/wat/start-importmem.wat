;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start imported
;;! calls: get() = 43
;;! run: --define-memory
;;! expect: fixed start exported
;;! calls: get() = 43
;;! run: --export-memory=heap
;;! expect: fixed start both
;;! calls: get() = 43
;;! run: --import-memory=host,heap
;;! expect: fixed start imported
;;! calls: get() = 43
;; start and the host's memory: right as it is.
(module
  (import "env" "memory" (memory 1))
  (data (i32.const 4) "\2a\00\00\00")
  (func $init (i32.store (i32.const 0) (i32.add (i32.load (i32.const 4)) (i32.const 1))))
  (func (export "get") (result i32) (i32.load (i32.const 0)))
  (start $init))
