;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed export none
;;! calls: _initialize(); got() = 7
;; The host may put another function into the exported table before it calls the constructors.
(module
  (type $int (func (result i32)))
  (table (export "table") 1 funcref)
  (elem (i32.const 0) $seven)
  (func $seven (result i32) (i32.const 7))
  (global $got (mut i32) (i32.const 0))
  (func (export "__wasm_call_ctors") (global.set $got (call_indirect (type $int) (i32.const 0))))
  (func (export "got") (result i32) (global.get $got)))
