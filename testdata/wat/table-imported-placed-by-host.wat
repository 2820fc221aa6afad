;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged none none
;;! run: --define-table
;;! expect: error --define-table: the place of an element segment is not known, since its offset is no constant; the host has to give the table, as before
;; A dynamic linker gives the place, as for a side module.
(module
  (import "env" "__table_base" (global $at i32))
  (import "env" "__indirect_function_table" (table 1 funcref))
  (func $one)
  (elem (global.get $at) func $one))
