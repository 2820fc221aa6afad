;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start both
;;! run: --init=lazy
;;! expect: fixed lazy both
;;! calls: _initialize(); run() = 7
;;! calls: run() = 7
;; A start section that calls WASI with a memory that its host gave: it works with that host, so it stays.
(module
  (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
  (import "env" "memory" (memory 1))
  (export "memory" (memory 0))
  (func $main (drop (call $random_get (i32.const 0) (i32.const 8))))
  (func (export "run") (result i32) (i32.const 7))
  (start $main))
