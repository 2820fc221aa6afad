;; The same, of what rustc compiled.
(module
  (@producers (processed-by "rustc" "1.95.0"))
  (memory (export "memory") 2)
  (func (export "get") (result i32) (i32.store (i32.const 70000) (i32.const 1)) (i32.load (i32.const 70000)))
)
