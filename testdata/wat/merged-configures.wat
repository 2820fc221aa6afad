;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged wrapped exported
;;! calls: configure(5); get() = 5
;; A module that was merged has an export of its own, which gives the constructors something: they call no import, and still have to
;; come after it.
(module
  (memory (export "memory") 1)
  (global $config (mut i32) (i32.const 0))
  (global $made (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (global.set $made (global.get $config)))
  (func $get (result i32) (global.get $made))
  (func $put (result i32) (global.get $config))
  (func $get.command_export (export "get") (result i32) (call $__wasm_call_ctors) (call $get))
  (func $put.command_export (export "put") (result i32) (call $__wasm_call_ctors) (call $put))
  (func (export "configure") (param i32) (global.set $config (local.get 0)))
)
