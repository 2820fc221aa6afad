;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: a() = 41; b() = 43
;;! calls-before: a() = 41; b() = 0
;;! calls-before: _initialize(); b() = 43; a() = 41
;; wasm-merge put a fixed module and a reactor together: the reactor's `_initialize` is still there to be called.
(module
  (memory (export "memory") 1)
  (global $guard (mut i32) (i32.const 0))
  (global $of_a (mut i32) (i32.const 0))
  (global $of_b (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $of_b (i32.add (global.get $of_b) (i32.const 43))))
  (func (export "b") (result i32) (global.get $of_b))
  (func $ctors (global.set $of_a (i32.const 41)))
  (func $wasm_initfix.run_once (export "_initialize_2")
    (if (global.get $guard) (then (return)))
    (global.set $guard (i32.const 1))
    (call $ctors))
  (func $a (result i32) (global.get $of_a))
  (func $a.guarded (export "a") (result i32) (call $wasm_initfix.run_once) (call $a))
)
