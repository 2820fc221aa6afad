;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged none none
;;! run: --import-table
;;! expect: fixed none none
;;! calls: call(0) = 1; size() = 2
;; A table that says that it begins with null, as any other does.
(module
  (table $t 2 funcref (ref.null func))
  (elem (i32.const 0) func $one)
  (func $one (result i32) (i32.const 1))
  (func (export "call") (param i32) (result i32) (call_indirect $t (result i32) (local.get 0)))
  (func (export "size") (result i32) (table.size $t)))
