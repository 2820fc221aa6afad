;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! calls: first() = 112
;; A start that only fills memory from a passive segment, as lld's does: no initialiser, and it must stay.
(module
  (memory (export "memory") 1)
  (data $d "passive!")
  (func $__wasm_init_memory (memory.init $d (i32.const 0) (i32.const 0) (i32.const 8)) (data.drop $d))
  (func (export "first") (result i32) (i32.load8_u (i32.const 0)))
  (start $__wasm_init_memory))
