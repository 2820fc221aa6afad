;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor exported
;;! calls: __wasm_init_task(); _initialize(); get() = 42
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: __wasm_init_task(); get() = 42
;;! calls: __wasm_init_task(); _initialize(); get() = 42; get() = 42
;;! run: --init=start
;;! expect: error `__wasm_init_task` has to be called before the constructors, since it sets up the stack of a task, and the start section runs before any call; leave out --init
;; What the libc of WASI 0.3 exports: the glue of a component calls `__wasm_init_task` before it calls anything else, `_initialize`
;; too. The constructor needs the stack that it sets up; as a start function it would write below address 0.
(module
  (memory (export "memory") 1)
  (global $__stack_pointer (mut i32) (i32.const 0))
  (global $made (mut i32) (i32.const 0))
  (func $__wasm_init_task (export "__wasm_init_task") (global.set $__stack_pointer (i32.const 65536)))
  (func $__wasm_init_async_task (export "__wasm_init_async_task") (global.set $__stack_pointer (i32.const 32768)))
  (func $__wasm_call_ctors
    (local $frame i32)
    (local.set $frame (i32.sub (global.get $__stack_pointer) (i32.const 16)))
    (i32.store (local.get $frame) (i32.const 42))
    (global.set $made (i32.load (local.get $frame))))
  (func (export "_initialize") (call $__wasm_call_ctors))
  (func (export "get") (result i32) (global.get $made))
)
