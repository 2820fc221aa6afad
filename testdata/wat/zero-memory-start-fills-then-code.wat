;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start imported
;;! run: --zero-memory
;;! expect: fixed start imported
;;! calls: get() = 256; ran() = 1
;;! run: --zero-memory --init=export
;;! expect: fixed export imported
;;! calls: get() = 0; ran() = 0; _initialize(); ran() = 1
;; The code that leaves the start section takes along what it fills, so that is filled for those that look before.
(module
  (import "env" "memory" (memory 1))
  (data (i32.const 1024) "data")
  (func $start
    (memory.fill (i32.const 2048) (i32.const 0) (i32.const 64))
    (i32.store8 (i32.const 2049) (i32.const 1)))
  (start $start)
  (func (export "ran") (result i32) (i32.load8_u (i32.const 2049)))
  (func (export "get") (result i32) (i32.load (i32.const 2048))))
