;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged none exported
;;! calls: seen() = 7
;; The start section calls a wrapper through the table, and finds what the constructors made.
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) $look.command_export)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.const 7)))
  (func $look (i32.store (i32.const 20) (i32.load (i32.const 16))))
  (func $seen (result i32) (i32.load (i32.const 20)))
  (func $look.command_export (export "look") (call $__wasm_call_ctors) (call $look))
  (func $seen.command_export (export "seen") (result i32) (call $__wasm_call_ctors) (call $seen))
  (func $boot (call_indirect (i32.const 0)))
  (start $boot)
)
