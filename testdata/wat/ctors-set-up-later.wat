;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed export none
;;! calls: _initialize(); _initialize(); ready() = 1
;;! run: --assume=env.register=memory
;;! expect: fixed start none
;;! calls: ready() = 1
;;! run: --assume=env.register=reenters
;;! expect: fixed export none
;; There is no memory, and yet the import may need what the host sets up once it has the instance.
(module
  (import "env" "register" (func $register (param externref)))
  (global $ready (mut i32) (i32.const 0))
  (func $init (call $register (ref.null extern)) (global.set $ready (i32.const 1)))
  (export "__wasm_call_ctors" (func $init))
  (func (export "ready") (result i32) (global.get $ready)))
