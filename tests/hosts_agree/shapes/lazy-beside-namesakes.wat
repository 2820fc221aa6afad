;; What --init=lazy makes of a reactor: the name `_initialize` is that of the function behind the guard.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (global $done (mut i32) (i32.const 0))
  (func $_initialize (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (func $get_impl (result i32) (global.get $g))
  (func $wasm_initfix.run_once (export "_initialize")
    (if (global.get $done) (then (return)))
    (global.set $done (i32.const 1))
    (call $_initialize))
  (func $get.guarded (export "get") (result i32) (call $wasm_initfix.run_once) (call $get_impl)))
