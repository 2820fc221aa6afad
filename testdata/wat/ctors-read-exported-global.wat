;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed export none
;;! calls: _initialize(); twice() = 0
;;! run: --init=start
;;! expect: fixed start none
;;! run: --init-export=setup
;;! expect: error --init-export=setup: no function is exported under that name
;; The host may set the exported global before it calls the constructors.
(module
  (global $scale (mut i32) (i32.const 0))
  (export "scale" (global $scale))
  (global $twice (mut i32) (i32.const 0))
  (func (export "__wasm_call_ctors") (global.set $twice (i32.mul (global.get $scale) (i32.const 2))))
  (func (export "twice") (result i32) (global.get $twice)))
