;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor exported
;;! calls: __wasm_task_hook(6); _initialize(); get() = 42
;;! run: --policy=memory
;;! expect: unchanged reactor exported
;; The later form: one hook for all that happens to a task. 6 says that `_initialize` is called next.
(module
  (memory (export "memory") 1)
  (global $__stack_pointer (mut i32) (i32.const 0))
  (global $made (mut i32) (i32.const 0))
  (func $__wasm_task_hook (export "__wasm_task_hook") (param $event i32)
    (if (i32.eq (local.get $event) (i32.const 6)) (then (global.set $__stack_pointer (i32.const 65536)))))
  (func $__wasm_call_ctors
    (local $frame i32)
    (local.set $frame (i32.sub (global.get $__stack_pointer) (i32.const 16)))
    (i32.store (local.get $frame) (i32.const 42))
    (global.set $made (i32.load (local.get $frame))))
  (func (export "_initialize") (call $__wasm_call_ctors))
  (func (export "get") (result i32) (global.get $made))
)
