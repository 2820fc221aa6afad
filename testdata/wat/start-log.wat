;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! calls: ready() = 1
;;! run: --assume=env.log=memory
;;! expect: fixed lazy exported
;;! calls: ready() = 1
;;! calls: _initialize(); _initialize(); ready() = 1
;;! calls: ready() = 1; _initialize(); ready() = 1
;;! run: --import-memory
;;! expect: fixed start both
;;! calls: ready() = 1
;;! run: --init=export
;;! expect: fixed export exported
;;! calls: ready() = 0; _initialize(); _initialize(); ready() = 1
;;! run: --init-name=boot --assume=env.log=memory
;;! expect: fixed lazy exported
;;! calls: boot(); boot(); ready() = 1
;; The story of design#1160: start calls an import that reads the exported memory, which no JS host has by then.
(module
  (import "env" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "hello from start")
  (global $ready (mut i32) (i32.const 0))
  (func $init
    (call $log (i32.const 16) (i32.const 16))
    (global.set $ready (i32.add (global.get $ready) (i32.const 1))))
  (func (export "ready") (result i32) (global.get $ready))
  (start $init))
