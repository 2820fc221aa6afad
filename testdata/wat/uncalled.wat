;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged uncalled exported
;;! calls: get() = 0
;;! run: --assume=env.log=pure
;;! expect: fixed start exported
;;! calls: get() = 42
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: get() = 42; get() = 42
;; The constructors call an import that nothing is known of: where nothing called them, they do not go into the start section.
(module
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1)
  (global $made (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (call $log (i32.const 16)) (global.set $made (i32.add (global.get $made) (i32.const 42))))
  (func (export "get") (result i32) (global.get $made))
)
