;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged bindgen exported
;; wasm-bindgen has read it: for Node and bundlers, its JS gives imports under the placeholder's name.
(module
  (import "__wbindgen_placeholder__" "__wbindgen_throw" (func $throw (param i32 i32)))
  (memory (export "memory") 1)
  (global $total (mut i32) (i32.const 0))
  (func (export "__wbindgen_malloc") (param i32 i32) (result i32) (i32.const 16))
  (func (export "add") (param i32) (result i32)
    (if (i32.lt_s (local.get 0) (i32.const 0)) (then (call $throw (i32.const 0) (i32.const 0))))
    (global.set $total (i32.add (global.get $total) (local.get 0)))
    (global.get $total)))
