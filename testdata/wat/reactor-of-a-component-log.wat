;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor exported
;; The initialiser of a component's core module calls the user's import: the component's glue calls it, and knows no other name.
(module
  (import "cm32p2|test:plugin/log" "log" (func $log (param i32 i32)))
  (memory (export "cm32p2_memory") 1)
  (func (export "cm32p2_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "cm32p2_initialize") (call $log (i32.const 16) (i32.const 2)))
  (func (export "cm32p2||get") (result i32) (i32.const 42))
)
