;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged none none
;;! check-error: cannot be run: nothing of type (ref func) can be made for import env.table
;;! run: --define-table
;;! expect: error --define-table: what the table holds may not be null, and the module has nothing else to put there; the host has to give the table, as before
;; No host of today can be without a value for each element.
(module
  (import "env" "table" (table 1 (ref func)))
  (func (export "call") (call_indirect (i32.const 0))))
