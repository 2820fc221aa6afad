;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start private
;;! calls: get() = 1
;;! run: --init=lazy
;;! expect: fixed lazy private
;;! calls: get() = 1; get() = 1
;; What the start section makes is seen by no host, so that none misses it before the first call.
(module
  (memory 1)
  (func $make_table (i32.store8 (i32.const 64) (i32.const 1)))
  (func (export "get") (result i32) (i32.load8_u (i32.const 64)))
  (start $make_table))
