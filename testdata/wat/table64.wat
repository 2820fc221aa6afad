;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged none none
;;! calls: call(2) = 1; call(3) = 2
;;! run: --define-table
;;! expect: fixed none none
;;! calls: call(2) = 1; call(3) = 2
;; Indices of 64 bits.
(module
  (import "env" "table" (table $t i64 4 300 funcref))
  (elem (i64.const 2) func $one $two)
  (func $one (result i32) (i32.const 1))
  (func $two (result i32) (i32.const 2))
  (func (export "call") (param i64) (result i32) (call_indirect $t (result i32) (local.get 0))))
