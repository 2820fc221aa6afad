;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed lazy exported
;;! calls: say(); count() = 110; finish(); count() = 131
;;! calls-before: say(); count() = 211
;;! run: --no-export-dtors
;;! expect: fixed lazy exported
;;! calls: say(); count() = 110; finish(); count() = 131
;;! run: --after-call=nothing
;;! expect: fixed lazy exported
;;! calls: say(); count() = 100; finish(); count() = 111
;; The destructors are exported, too, without a wrapper: that export goes on to run them, and what wrappers call no longer does.
(module
  (memory (export "memory") 1)
  (global $runs (mut i32) (i32.const 0))
  (global $flushed (mut i32) (i32.const 0))
  (global $destroyed (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (drop (i32.load (i32.const 0))) (global.set $runs (i32.add (global.get $runs) (i32.const 1))))
  (func $__funcs_on_exit (global.set $destroyed (i32.add (global.get $destroyed) (i32.const 1))))
  (func $__stdio_exit (global.set $flushed (i32.add (global.get $flushed) (i32.const 1))))
  (func $__wasm_call_dtors (export "finish") (call $__funcs_on_exit) (call $__stdio_exit))
  (func $say)
  (func $say.command_export (export "say") (call $__wasm_call_ctors) (call $say) (call $__wasm_call_dtors))
  (func $count (result i32)
    (i32.add (i32.mul (global.get $runs) (i32.const 100))
      (i32.add (i32.mul (global.get $flushed) (i32.const 10)) (global.get $destroyed))))
  (func $count.command_export (export "count") (result i32)
    (call $__wasm_call_ctors) (call $count) (call $__wasm_call_dtors)))
