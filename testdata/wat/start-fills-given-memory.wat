;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start imported
;;! calls: sum() = 3
;;! run: --init=lazy
;;! expect: fixed lazy imported
;;! calls: sum() = 3; sum() = 3
;; The start section makes a table of numbers in the host's memory, where the host reads it.
(module
  (import "env" "memory" (memory 1))
  (func $make_table (i32.store8 (i32.const 64) (i32.const 1)) (i32.store8 (i32.const 65) (i32.const 2)))
  (func (export "sum") (result i32) (i32.add (i32.load8_u (i32.const 64)) (i32.load8_u (i32.const 65))))
  (start $make_table))
