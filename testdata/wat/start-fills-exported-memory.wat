;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! calls: sum() = 10
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: sum() = 10; sum() = 10
;; The start section makes a table of numbers in exported memory, and the host reads it there, as that of some hash functions does.
(module
  (memory (export "memory") 1)
  (func $make_table
    (i32.store8 (i32.const 64) (i32.const 1))
    (i32.store8 (i32.const 65) (i32.const 2))
    (i32.store8 (i32.const 66) (i32.const 3))
    (i32.store8 (i32.const 67) (i32.const 4)))
  (func (export "sum") (result i32)
    (i32.add (i32.add (i32.load8_u (i32.const 64)) (i32.load8_u (i32.const 65)))
             (i32.add (i32.load8_u (i32.const 66)) (i32.load8_u (i32.const 67)))))
  (start $make_table))
