;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start private
;;! calls: get() = 120; count() = 1
;;! run: --export-memory --assume=env.log=memory
;;! expect: fixed lazy exported
;;! calls: get() = 120; count() = 1
;;! calls: _initialize(); count() = 1
;; An import gets a pointer into a memory that it can never see; exported, it could, but not before start is over.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory 1)
  (data (i32.const 0) "x")
  (global $count (mut i32) (i32.const 0))
  (func $init (call $log (i32.const 0) (i32.const 1)) (global.set $count (i32.add (global.get $count) (i32.const 1))))
  (func (export "get") (result i32) (i32.load (i32.const 0)))
  (func (export "count") (result i32) (global.get $count))
  (start $init))
