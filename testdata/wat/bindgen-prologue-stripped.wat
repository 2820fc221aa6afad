;;! build: wat2wasm %s -o %o
;;! expect: unchanged bindgen exported
;;! calls: add() = 1; add() = 1
;; The exports begin alike, and what allocates for the JS does not, which lld would have wrapped, too: the function is the program's own.
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
  (func (export "__wbindgen_malloc") (param i32 i32) (result i32) (i32.const 1048600))
  (export "__wbindgen_start" (func $begin)))
