;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged bindgen exported
;;! calls: add(2, 3) = 5
;; Linked, but wasm-bindgen has still to run over it: it wants its describing exports untouched.
(module
  (import "__wbindgen_placeholder__" "__wbindgen_describe" (func $describe (param i32)))
  (memory (export "memory") 17)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "__wbindgen_describe_add") (call $describe (i32.const 11)) (call $describe (i32.const 2)))
  (func $main (i32.store (i32.const 1048576) (i32.const 1)))
  (start $main)
  (@custom "__wasm_bindgen_unstable" "\01\00"))
