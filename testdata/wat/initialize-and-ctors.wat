;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor exported
;;! calls: _initialize(); count() = 1
;;! calls: __wasm_call_ctors(); _initialize(); count() = 2
;;! run: --init=start
;;! expect: fixed start exported
;;! calls: _initialize(); count() = 1
;;! calls: __wasm_call_ctors(); _initialize(); count() = 1
;;! run: --policy=memory
;;! expect: unchanged reactor exported
;;! calls: _initialize(); count() = 1
;;! run: --import-memory --no-export-memory
;;! expect: fixed start imported
;;! calls: count() = 1; _initialize(); __wasm_call_ctors(); count() = 1
;;! run: --init=lazy
;;! expect: fixed lazy exported
;;! calls: __wasm_call_ctors(); _initialize(); count() = 1
;;! calls: count() = 1
;; Both names exported, one calling the other: a host that calls both runs constructors twice.
(module
  (memory (export "memory") 1)
  (func $__wasm_call_ctors (export "__wasm_call_ctors") (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func $_initialize (export "_initialize") (call $__wasm_call_ctors))
  (func (export "count") (result i32) (i32.load (i32.const 0))))
