;; It traps wherever it is instantiated with the memory that it declares.
(module
  (memory (export "memory") 1)
  (data (i32.const 1000000) "x")
  (func (export "get") (result i32) (i32.const 1)))
