;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: malloc(1) = 2
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: malloc(1) = 2; _initialize(); malloc(1) = 2
;;! run: --init=lazy --init-name=setup
;;! expect: fixed lazy exported
;;! calls: malloc(1) = 2; setup(); _initialize(); malloc(1) = 2
;; The only export that can make sure of the constructors is one that need not where there are others.
(module
  (memory (export "memory") 1)
  (global $base (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $base (i32.add (global.get $base) (i32.const 1))))
  (func (export "malloc") (param i32) (result i32) (i32.add (local.get 0) (global.get $base))))
