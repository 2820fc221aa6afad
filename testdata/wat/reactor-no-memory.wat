;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start none
;;! calls: get() = 5; _initialize(); get() = 5
;;! calls-before: get() = 0; _initialize(); _initialize(); get() = 10
;; No memory at all: nothing that a host would have to see first.
(module
  (global $g (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $g (i32.add (global.get $g) (i32.const 5))))
  (func (export "get") (result i32) (global.get $g)))
