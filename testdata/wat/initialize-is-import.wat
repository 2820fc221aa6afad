;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor exported
;;! calls: _initialize(); run() = 7
;; _initialize is an import passed on.
(module
  (import "env" "setup" (func $setup))
  (memory (export "memory") 1)
  (export "_initialize" (func $setup))
  (func (export "run") (result i32) (i32.const 7)))
