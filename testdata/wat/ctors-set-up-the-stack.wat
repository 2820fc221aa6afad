;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: emscripten_stack_init(); get() = 47; get() = 47
;;! calls-before: emscripten_stack_init(); __wasm_call_ctors(); get() = 47
;; The constructors begin with what Emscripten's JS calls first in other modules: nothing has to come before them.
(module
  (memory (export "memory") 1)
  (global $limit (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (export "__wasm_call_ctors")
    (call $emscripten_stack_init)
    (i32.store (i32.const 16) (i32.add (global.get $limit) (i32.const 42))))
  (func $emscripten_stack_init (export "emscripten_stack_init") (global.set $limit (i32.const 5)))
  (func (export "get") (result i32) (i32.load (i32.const 16))))
