;;! build: wat2wasm %s -o %o
;;! expect: unchanged bindgen exported
;;! calls: add() = 1; add() = 2
;; Each export begins with a call of an import, by a tool that traces them: lld calls no import there.
(module
  (import "trace" "enter" (func $enter))
  (import "./case_bg.js" "__wbindgen_init_externref_table" (func $table))
  (memory (export "memory") 17)
  (func $begin (call $table))
  (func (export "add") (result i32)
    (call $enter)
    (i32.store (i32.const 1048576) (i32.add (i32.load (i32.const 1048576)) (i32.const 1)))
    (i32.load (i32.const 1048576)))
  (func (export "reset") (call $enter) (i32.store (i32.const 1048576) (i32.const 0)))
  (func (export "__wbindgen_malloc") (param i32 i32) (result i32) (call $enter) (i32.const 1048600))
  (func (export "__wbindgen_free") (param i32 i32 i32) (call $enter))
  (export "__wbindgen_start" (func $begin)))
