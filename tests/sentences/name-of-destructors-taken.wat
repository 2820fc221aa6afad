;; lld's wrappers, and something else under the name that destructors get.
(module $m
  (memory (export "memory") 1)
  (global (export "__wasm_call_dtors") i32 (i32.const 7))
  (func $ctors (@name "__wasm_call_ctors") (i32.store (i32.const 16) (i32.const 1)))
  (func $dtors (@name "__wasm_call_dtors") (i32.store (i32.const 16) (i32.const 0)))
  (func (@name "get.command_export") (export "get") (result i32)
    (call $ctors) (i32.load (i32.const 16)) (call $dtors))
  (func (@name "put.command_export") (export "put")
    (call $ctors) (i32.store (i32.const 20) (i32.const 2)) (call $dtors))
)
