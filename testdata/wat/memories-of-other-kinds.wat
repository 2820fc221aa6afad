;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged none exported
;;! calls: sum() = 7
;;! run: --import-memory --memory=wide
;;! expect: fixed none both
;;! calls: sum() = 7
;;! run: --define-memory --memory=env.bytes
;;! expect: fixed none exported
;;! calls: sum() = 7
;; A memory of 64 bits, and one with pages of a byte: limits are in pages of their own.
(module
  (import "env" "bytes" (memory $bytes 4 (pagesize 1)))
  (memory $wide (export "wide") i64 1 2)
  (data (memory $bytes) (i32.const 2) "\03")
  (func (export "sum") (result i32)
    (i32.store8 $wide (i64.const 5) (i32.const 4))
    (i32.add (i32.load8_u $wide (i64.const 5)) (i32.load8_u $bytes (i32.const 2)))))
