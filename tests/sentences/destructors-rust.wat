;; What rustc compiled, and lld's wrappers around exports, which run destructors alone.
(module $m
  (@producers (processed-by "rustc" "1.95.0"))
  (memory (export "memory") 1)
  (func $dtors (@name "__wasm_call_dtors") (i32.store (i32.const 16) (i32.const 0)))
  (func $get (result i32) (i32.load (i32.const 16)))
  (func $put (i32.store (i32.const 20) (i32.const 2)))
  (func (@name "get.command_export") (export "get") (result i32) (call $get) (call $dtors))
  (func (@name "put.command_export") (export "put") (call $put) (call $dtors))
)
