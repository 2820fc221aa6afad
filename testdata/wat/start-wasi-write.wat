;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed lazy exported
;;! calls: done() = 1; _initialize(); done() = 1
;;! calls: _initialize(); done() = 1
;; start calls fd_write: WASI reads the exported memory.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\08\00\00\00\03\00\00\00hi\0a")
  (global $done (mut i32) (i32.const 0))
  (func $init
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))
    (global.set $done (i32.add (global.get $done) (i32.const 1))))
  (func (export "done") (result i32) (global.get $done))
  (start $init))
