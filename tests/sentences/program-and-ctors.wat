;; A program that exports the linker's function beside `_start`, which calls it.
(module $m
  (memory (export "memory") 1)
  (func $ctors (@name "__wasm_call_ctors") (export "__wasm_call_ctors") (i32.store (i32.const 16) (i32.const 1)))
  (func (export "_start") (call $ctors))
)
