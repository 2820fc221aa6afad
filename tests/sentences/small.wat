;; The same, in a memory that has no room for a stack.
(module
  (memory (export "memory") 1)
  (func (export "get") (result i32) (i32.store (i32.const 16) (i32.const 1)) (i32.load (i32.const 16)))
)
