;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged none exported
;;! calls: sum() = 1234; grown() = 2; moved() = 4
;;! run: --import-memory=env,third --memory=2
;;! expect: fixed none exported
;;! calls: sum() = 1234; grown() = 2; moved() = 4
;;! run: --import-memory=env,fourth --memory=3
;;! expect: fixed none exported
;;! calls: sum() = 1234; grown() = 2; moved() = 4
;;! run: --define-memory --memory=first
;;! expect: fixed none exported
;;! calls: sum() = 1234; grown() = 2; moved() = 4
;;! run: --define-memory --memory=env.second --export-memory=second
;;! expect: fixed none exported
;;! calls: sum() = 1234; grown() = 2; moved() = 4
;;! run: --import-memory=host,first --memory=0
;;! expect: fixed none exported
;;! calls: sum() = 1234; grown() = 2; moved() = 4
;;! run: --import-memory --memory=fourth --rewriter=splice
;;! expect: error memories get other numbers, since imports come first; --rewriter=splice cannot do that
;;! run: --import-memory=env,first --memory=3
;;! expect: error memory 0 is imported as `env.first`; choose another name with --import-memory=MODULE,NAME
;; Four memories, imported and own. One that becomes imported, or the module's own, moves past others, with all that names it: loads, stores,
;; bulk operations, sizes, segments, exports.
(module
  (import "env" "first" (memory $first 1))
  (import "env" "second" (memory $second 1 9))
  (memory $third 1)
  (memory $fourth (export "fourth") 1 4)
  (export "third" (memory $third))
  (data (memory $first) (i32.const 0) "\04")
  (data (memory $second) (i32.const 0) "\1e\00")
  (data (memory $third) (i32.const 0) "\c8\00")
  (data $thousand "\e8\03")
  (func (export "sum") (result i32)
    (memory.init $fourth $thousand (i32.const 0) (i32.const 0) (i32.const 2))
    (i32.add
      (i32.add (i32.load8_u $first (i32.const 0)) (i32.load16_u $second (i32.const 0)))
      (i32.add (i32.load $third (i32.const 0)) (i32.load $fourth (i32.const 0)))))
  (func (export "grown") (result i32)
    (drop (memory.grow $fourth (i32.const 1)))
    (memory.size $fourth))
  (func (export "moved") (result i32)
    (memory.copy $third $first (i32.const 8) (i32.const 0) (i32.const 1))
    (memory.fill $second (i32.const 8) (i32.const 1) (i32.const 4))
    (i32.store8 $fourth (i32.const 9) (i32.load8_u $third (i32.const 8)))
    (i32.load8_u $fourth (i32.const 9))))
