;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged none none
;;! run: --import-table
;;! expect: error --import-table: the module gives all elements of its table a value at first, and of an import it cannot; --export-table lets a host reach the table once the module is there
;;! run: --export-table
;;! expect: fixed none none
;; Every element is a function from the beginning, without a segment.
(module
  (table $t 2 funcref (ref.func $one))
  (func $one (result i32) (i32.const 1))
  (func (export "call") (param i32) (result i32) (call_indirect $t (result i32) (local.get 0))))
