;;! build: wat2wasm --enable-multi-memory --enable-memory64 --debug-names %s -o %o
;;! expect: unchanged none exported
;;! run: --memory=env.second --zero-memory
;;! expect: fixed none exported
;;! calls: in_first() = 1; in_second() = 2; in_third() = 3
;;! run: --memory=third --import-memory --zero-memory
;;! expect: fixed none both
;;! calls: in_first() = 1; in_second() = 2; in_third() = 3
;; The one that is meant, of 64 bits, by stores. One that becomes an import keeps its place here.
(module
  (import "env" "first" (memory $first 1))
  (import "env" "second" (memory $second i64 1))
  (memory $third (export "third") 1)
  (data (memory $first) (i32.const 100) "\01")
  (data (memory $second) (i64.const 200) "\02")
  (data (memory $third) (i32.const 300) "\03")
  (func (export "in_first") (result i32) (i32.load $first (i32.const 100)))
  (func (export "in_second") (result i32) (i32.load $second (i64.const 200)))
  (func (export "in_third") (result i32) (i32.load $third (i32.const 300))))
