;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: get() = 42
;; It only writes to what the host can reach: whatever the host wrote there before, the same comes of it.
(module
  (memory (export "memory") 1)
  (global (export "constant") i32 (i32.const 40))
  (func (export "__wasm_call_ctors") (i32.store (i32.const 16) (i32.add (global.get 0) (i32.const 2))))
  (func (export "get") (result i32) (i32.load (i32.const 16))))
