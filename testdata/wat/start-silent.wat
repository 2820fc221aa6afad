;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! calls: get() = 42
;;! run: --init=export
;;! expect: fixed export exported
;;! calls: get() = 0; _initialize(); _initialize(); get() = 42
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: get() = 42; _initialize(); get() = 42
;;! calls: _initialize(); get() = 42
;;! run: --init=start
;;! expect: unchanged start exported
;;! calls: get() = 42
;;! run: --init=export --init-name=setup
;;! expect: fixed export exported
;;! calls: setup(); setup(); get() = 42
;; A start that calls nothing works with every host.
(module
  (memory (export "memory") 1)
  (func $init (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 42))))
  (func (export "get") (result i32) (i32.load (i32.const 0)))
  (start $init))
