;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start none
;;! calls: get() = 7
;;! run: --import-table
;;! expect: fixed export none
;;! calls: _initialize(); get() = 7
;;! run: --import-table --prove=run
;;! expect: fixed start none
;;! calls: get() = 7
;;! run: --export-table
;;! expect: fixed start none
;;! calls: get() = 7
;; The constructor calls what the table holds: known of the module's own, and not of the host's.
(module
  (type $int (func (result i32)))
  (table 2 funcref)
  (elem (i32.const 1) $seven)
  (global $value (mut i32) (i32.const 0))
  (global $place (mut i32) (i32.const 1))
  (func $seven (result i32) (i32.const 7))
  (func (export "__wasm_call_ctors") (global.set $value (call_indirect (type $int) (global.get $place))))
  (func (export "get") (result i32) (global.get $value)))
