;;! build: wat2wasm --enable-multi-memory %s -o %o
;;! expect: unchanged lazy exported
;;! calls: get() = 1; twice() = 2; seven() = 7; _initialize(); get() = 1
;; What this tool wrote, merged by wasm-merge with a module that needs no constructors: its exports have no guards.
(module
  (memory (export "memory") 1)
  (memory (export "memory_1") 1)
  (global $guard (mut i32) (i32.const 0))
  (func $ctors (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $once (export "_initialize")
    (if (global.get $guard) (then (return)))
    (global.set $guard (i32.const 1))
    (call $ctors))
  (func $get (export "get") (result i32) (call $once) (i32.load (i32.const 16)))
  (func (export "twice") (result i32) (i32.mul (call $get) (i32.const 2)))
  (func (export "seven") (result i32) (i32.store 1 (i32.const 0) (i32.const 7)) (i32.load 1 (i32.const 0)))
)
