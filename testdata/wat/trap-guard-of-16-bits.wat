;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged none exported
;; What every export calls first looks at 16 bits of memory whether it has run.
(module
  (memory (export "memory") 1)
  (func $init
    (if (i32.eqz (i32.load16_u (i32.const 16)))
      (then (i32.store16 (i32.const 16) (i32.const 1)) (i32.store (i32.const 20) (i32.const 42)))))
  (func (export "get") (result i32) (call $init) (i32.load (i32.const 20)))
  (func (export "put") (param i32) (call $init) (i32.store (i32.const 20) (local.get 0))))
