;;! build: wat2wasm %s -o %o
;;! expect: unchanged none none
;; Names that JavaScript has other uses for, and globals: a constant one is a number there.
(module
  (func (export "default") (result i32) (i32.const 1))
  (func (export "a-b") (result i32) (i32.const 2))
  (global (export "class") i64 (i64.const 3))
  (global (export "limit") f64 (f64.const 4.5))
  (global (export "mutable") (mut i32) (i32.const 5))
  (func (export "\f0\9f\98\80 it's") (result i32) (i32.const 6)))
