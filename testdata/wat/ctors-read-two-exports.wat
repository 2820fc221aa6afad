;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed export exported
;;! run: --no-export-memory
;;! expect: fixed export private
;; They read memory first, which is no longer exported, and then a global, which is.
(module
  (memory (export "memory") 1)
  (global $scale (mut i32) (i32.const 0))
  (export "scale" (global $scale))
  (global $value (mut i32) (i32.const 0))
  (func (export "__wasm_call_ctors")
    (drop (i32.load (i32.const 0)))
    (global.set $value (global.get $scale)))
  (func (export "get") (result i32) (global.get $value)))
