;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! calls: count() = 3
;; An Emscripten standalone reactor as this tool leaves it with --drop-init-export: no JS of Emscripten's loads it.
(module
  (memory (export "memory") 1)
  (global $__stack_pointer (mut i32) (i32.const 65536))
  (func $constructors (i32.store (i32.const 16) (i32.const 3)))
  (func (export "count") (result i32) (i32.load (i32.const 16)))
  (func (export "stackSave") (result i32) (global.get $__stack_pointer))
  (func (export "stackRestore") (param i32) (global.set $__stack_pointer (local.get 0)))
  (start $constructors)
)
