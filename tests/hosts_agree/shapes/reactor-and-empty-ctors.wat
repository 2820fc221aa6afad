;; Extism makes two instances, and the one that it uses gets the call of `__wasm_call_ctors` alone.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (func (export "__wasm_call_ctors"))
  (func (export "get") (result i32) (global.get $g)))
