;; What runs once is not what runs the constructors: those are the host's to run.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (global $done (mut i32) (i32.const 0))
  (func $a (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (func $b (global.set $g (i32.mul (global.get $g) (i32.const 1))))
  (func $ctors (export "__wasm_call_ctors") (call $a) (call $b))
  (func $setup (export "setup")
    (if (global.get $done) (then (return)))
    (global.set $done (i32.const 1)))
  (func $get (result i32) (global.get $g))
  (func (export "get") (result i32) (call $setup) (call $get)))
