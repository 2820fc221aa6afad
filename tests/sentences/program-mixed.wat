;; A program whose destructors may write output themselves.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (i32.store (i32.const 16) (i32.const 5)))
  (func $__main_void (result i32) (i32.const 0))
  (func $__wasm_call_dtors
    (i32.store (i32.const 16) (i32.const 0))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 0))))
  (func (export "_start") (local $code i32)
    (call $__wasm_call_ctors)
    (local.set $code (call $__main_void))
    (call $__wasm_call_dtors)
    (if (local.get $code) (then (call $proc_exit (local.get $code)) (unreachable))))
)
