;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged faulty exported
;;! calls: _initialize(4) = 4; run() = 7
;; An _initialize that takes and gives: whatever it is, no host can call it as the ABI has it.
(module
  (memory (export "memory") 1)
  (func (export "_initialize") (param i32) (result i32) (local.get 0))
  (func (export "run") (result i32) (i32.const 7)))
