;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged uncalled exported
;;! calls: get() = 0
;;! run: --init=start --assume=env.log=pure
;;! expect: fixed start exported
;;! calls: get() = 42
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: get() = 42; get() = 42
;; Nothing calls the linker's function: whether it has run when a snapshot of the memory was taken, or is to run, only the user knows.
(module
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1)
  (global $made (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (call $log (i32.const 16)) (global.set $made (i32.add (global.get $made) (i32.const 42))))
  (func (export "get") (result i32) (global.get $made))
)
