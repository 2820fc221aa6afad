;;! build: wat2wasm --debug-names %s -o $tmp/in.wasm
;;! build: wasm-opt --asyncify $tmp/in.wasm -o %o
;;! expect: unchanged start exported
;;! run: --assume=env.log=memory --prove=run
;;! expect: fixed lazy exported
;;! calls: ready() = 1; _initialize(); ready() = 1
;;! calls: _initialize(); ready() = 1
;; Asyncify around a start that calls an import.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "hello from start")
  (global $ready (mut i32) (i32.const 0))
  (func $init (call $log (i32.const 16) (i32.const 16)) (global.set $ready (i32.add (global.get $ready) (i32.const 1))))
  (func (export "ready") (result i32) (global.get $ready))
  (start $init))
