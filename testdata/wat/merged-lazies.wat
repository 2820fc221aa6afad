;;! build: wat2wasm --enable-multi-memory %s -o %o
;;! expect: unchanged lazy exported
;;! calls: get() = 1; get_2() = 2; get() = 1; get_2() = 2
;;! calls: _initialize(); get_2() = 2; _initialize_2(); get() = 1
;; Two modules that this tool wrote, merged by wasm-merge. Each has an initialiser and a memory of its own.
(module
  (memory (export "memory") 1)
  (memory (export "memory_2") 1)
  (global $guard (mut i32) (i32.const 0))
  (global $guard_2 (mut i32) (i32.const 0))
  (func $once (export "_initialize")
    (if (global.get $guard) (then (return)))
    (global.set $guard (i32.const 1))
    (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1))))
  (func $once_2 (export "_initialize_2")
    (if (global.get $guard_2) (then (return)))
    (global.set $guard_2 (i32.const 1))
    (i32.store 1 (i32.const 16) (i32.add (i32.load 1 (i32.const 16)) (i32.const 2))))
  (func (export "get") (result i32) (call $once) (i32.load (i32.const 16)))
  (func (export "get_2") (result i32) (call $once_2) (i32.load 1 (i32.const 16)))
)
