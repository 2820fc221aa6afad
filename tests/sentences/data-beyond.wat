;; Its data lies beyond its own memory.
(module
  (memory (export "memory") 1)
  (data (i32.const 200000) "\2a")
)
