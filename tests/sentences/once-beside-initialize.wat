;; wit-bindgen's exports run the constructors once, and so does `_initialize`.
(module $m
  (memory (export "memory") 1)
  (global $ran (mut i32) (i32.const 0))
  (func $ctors (@name "__wasm_call_ctors") (i32.store (i32.const 16) (i32.const 1)))
  (func $once (@name "_ZN11wit_bindgen2rt14run_ctors_once17hdd3c7398805b90e9E")
    (if (i32.eqz (global.get $ran)) (then (global.set $ran (i32.const 1)) (call $ctors)))
  )
  (func (export "_initialize") (call $ctors))
  (func (export "get") (result i32) (call $once) (i32.load (i32.const 16)))
)
