;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor none
;;! run: --prove=off
;;! expect: unchanged reactor none
;; What the host puts into the table may be any function, and it may come after instantiation.
(module
  (type $int (func (result i32)))
  (import "env" "table" (table 1 funcref))
  (global $value (mut i32) (i32.const 0))
  (func (export "get") (result i32) (global.get $value))
  (func (export "_initialize")
    (if (i32.eqz (ref.is_null (table.get 0 (i32.const 0))))
      (then (global.set $value (call_indirect (type $int) (i32.const 0)))))))
