;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! calls: count() = 1
;;! run: --init=start
;;! expect: unchanged start exported
;;! run: --init=export
;;! expect: error the start section stays: func 3 `both` prepares memory before it runs code; leave out --init
;; What this tool's own chained start looks like when memory is exported afterwards: its two halves belong together.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (func $fill (memory.fill (i32.const 16) (i32.const 0) (i32.const 32)))
  (func $code
    (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 1)))
    (call $log (i32.const 16) (i32.const 4)))
  (func $both (call $fill) (call $code))
  (start $both)
  (func (export "count") (result i32) (i32.load (i32.const 16))))
