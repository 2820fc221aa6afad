;;! build: wat2wasm %s -o %o
;;! expect: unchanged none exported
;;! calls: answer() = 42; answer() = -958
;;! run: --assume-wrapped
;;! expect: unchanged none exported
;;! calls: answer() = 42; answer() = -958
;; What an optimiser left of one wrapped export, with the function in it. What comes last are the destructors, or what
;; the export is for: a fix that drops the first call alone gives 42, and then what the destructors left.
(module
  (memory (export "memory") 1)
  (func $ctors
    (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (i32.const 41))))
  (func $dtors
    (i32.store (i32.const 16) (i32.const -1000)))
  (func (export "answer") (result i32)
    (local $answer i32)
    (call $ctors)
    (i32.store (i32.const 16) (local.tee $answer (i32.add (i32.load (i32.const 16)) (i32.const 1))))
    (call $dtors)
    (local.get $answer)))
