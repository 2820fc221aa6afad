;; A host that calls both runs the constructors twice.
(module
  (memory (export "memory") 1)
  (global $g (mut i32) (i32.const 0))
  (func $__wasm_call_ctors (export "__wasm_call_ctors") (global.set $g (i32.add (global.get $g) (i32.const 1))))
  (func (export "_start") (call $__wasm_call_ctors)))
