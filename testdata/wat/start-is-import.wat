;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! calls: get() = 0
;;! run: --init=export
;;! expect: fixed export exported
;;! calls: _initialize(); _initialize(); get() = 0
;; The start function is an import: it takes nothing and gives nothing, and nobody knows what it does.
(module
  (import "env" "boot" (func $boot))
  (memory (export "memory") 1)
  (func (export "get") (result i32) (i32.load (i32.const 0)))
  (start $boot))
