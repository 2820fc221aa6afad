;;! build: wat2wasm %s -o %o
;;! expect: unchanged none exported
;;! calls: add() = 1; add() = 1
;;! run: --assume-wrapped
;;! expect: fixed start exported
;;! calls: add() = 1; add() = 2
;; What wasm-bindgen and an optimiser left of wrapped exports. What allocates for the JS begins like them,
;; as lld would have it, and as a tool would that counts calls: only the user can say.
(module
  (import "./case_bg.js" "__wbindgen_init_externref_table" (func $table))
  (memory (export "memory") 17)
  (func $ctors (i32.store (i32.const 1048576) (i32.const 1)))
  (func $begin (call $table))
  (func (export "add") (result i32) (local i32)
    (call $ctors)
    (local.set 0 (i32.load (i32.const 1048576)))
    (i32.store (i32.const 1048576) (i32.add (local.get 0) (i32.const 1)))
    (local.get 0))
  (func (export "reset") (call $ctors) (i32.store (i32.const 1048576) (i32.const 0)))
  (func (export "__wbindgen_export") (param i32 i32) (result i32) (call $ctors) (i32.const 1048600))
  (func (export "__wbindgen_export2") (param i32 i32 i32) (call $ctors))
  (export "__wbindgen_start" (func $begin)))
