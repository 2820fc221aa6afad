;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! calls: total() = 1
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: total() = 1
;;! calls: _initialize(); total() = 1
;; A function under the name of an initialiser does nothing, but takes a parameter: no host calls it as one, and it stays.
(module
  (memory (export "memory") 1)
  (global $total (mut i32) (i32.const 0))
  (func $init (global.set $total (i32.add (global.get $total) (i32.const 1))))
  (func (export "__wasm_call_ctors") (param i32))
  (func (export "total") (result i32) (global.get $total))
  (start $init))
