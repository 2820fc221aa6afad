;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: cm32p2||get() = 42; cm32p2||get() = 42
;;! calls: cm32p2_initialize(); cm32p2||get() = 42
;;! calls-before: cm32p2||get() = 0
;;! calls-before: cm32p2_initialize(); cm32p2||get() = 42
;;! run: --init=lazy --init-name=cm32p2_initialize
;;! expect: fixed lazy exported
;;! calls: cm32p2_realloc(0, 0, 1, 8) = 4096; cm32p2||get() = 42
;;! run: --init=keep
;;! expect: unchanged reactor exported
;; The names of component-model's BuildTargets.md for a core module that is to become a component.
(module
  (memory (export "cm32p2_memory") 1)
  (global $made (mut i32) (i32.const 0))
  (func (export "cm32p2_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
  (func (export "cm32p2_initialize") (global.set $made (i32.add (global.get $made) (i32.const 42))))
  (func (export "cm32p2||get") (result i32) (global.get $made))
)
