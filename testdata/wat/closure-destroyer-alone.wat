;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: get() = 42
;;! calls-before: get() = 0
;;! calls-before: _initialize(); get() = 42
;; A module of napi-rs was compiled with wasm-bindgen, and keeps an export of it that no JS calls: it is a reactor like others.
(module
  (memory (export "memory") 1)
  (global $made (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $made (i32.const 42)))
  (func (export "__wbindgen_destroy_closure") (param i32 i32))
  (func (export "get") (result i32) (global.get $made))
)
