;;! build: wat2wasm %s -o %o
;;! expect: unchanged none exported
;;! run: --assume-wrapped
;;! expect: fixed lazy exported
;;! calls: get() = 1; get() = 1; ended() = 0; die() = trap
;;! calls: die() = trap; get() = 1
;;! calls-before: get() = 1; get() = 2; ended() = 2
;;! run: --assume-wrapped --init=start
;;! expect: fixed start exported
;;! calls: get() = 1; get() = 1; ended() = 0; die() = trap
;;! calls: die() = trap; get() = 1
;;! run: --assume-wrapped --policy=memory
;;! expect: fixed lazy exported
;;! calls: get() = 1; get() = 1; ended() = 0; die() = trap
;;! calls: die() = trap; get() = 1
;; A wrapper whose function never returns has lost its call of the destructors to an optimiser.
(module
  (memory (export "memory") 1)
  (func $ctors (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func $dtors (i32.store (i32.const 4) (i32.add (i32.load (i32.const 4)) (i32.const 1))))
  (func $die (export "die") (call $ctors) (unreachable))
  (func $ended (export "ended") (result i32) (call $ctors) (i32.load (i32.const 4)) (call $dtors))
  (func $get (export "get") (result i32) (call $ctors) (i32.load (i32.const 0)) (call $dtors)))
