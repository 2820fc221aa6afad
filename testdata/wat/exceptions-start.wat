;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged start exported
;;! run: --init=lazy
;;! expect: fixed lazy exported
;; Exceptions caught inside start.
(module
  (tag $e (param i32))
  (memory (export "memory") 1)
  (func $init (i32.store (i32.const 0) (block $h (result i32) (try_table (catch $e $h) (throw $e (i32.const 9))) (i32.const 1))))
  (func (export "get") (result i32) (i32.load (i32.const 0)))
  (start $init))
