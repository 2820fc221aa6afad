;;! build: wat2wasm %s -o %o
;;! run: --define-memory
;;! expect: error --define-memory: the data needs 4 pages, but the memory may have 2 at most; --max-memory=SIZE raises that
;; Data beyond the declared maximum: no memory can hold it.
(module
  (import "env" "memory" (memory 1 2))
  (data (i32.const 200000) "\2a\00\00\00")
  (func (export "get") (result i32) (i32.load (i32.const 200000))))
