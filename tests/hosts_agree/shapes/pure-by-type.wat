;; The import is given no address, but may call the module back for all that is known.
(module
  (import "env" "now" (func $now (result f64)))
  (memory (export "memory") 1)
  (global $g (mut f64) (f64.const 0))
  (func (export "_initialize") (global.set $g (call $now)))
  (func (export "get") (result f64) (global.get $g)))
