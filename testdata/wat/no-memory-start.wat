;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start none
;;! calls: get() = 5
;;! run: --import-memory
;;! expect: error there is no memory, so memory options change nothing
;;! run: --init=lazy
;;! expect: fixed lazy none
;;! calls: get() = 5; _initialize(); get() = 5
;; A start and no memory; there is none to convert either.
(module
  (global $g (mut i32) (i32.const 0))
  (func $init (global.set $g (i32.add (global.get $g) (i32.const 5))))
  (func (export "get") (result i32) (global.get $g))
  (start $init))
