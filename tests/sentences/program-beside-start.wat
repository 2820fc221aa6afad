;; A program without names, and a start section that runs something.
(module
  (memory (export "memory") 1)
  (func (i32.store (i32.const 16) (i32.const 5)))
  (func (i32.store (i32.const 20) (i32.const 1)))
  (func (export "_start") (call 1))
  (start 0)
)
