;;! build: wat2wasm %s -o %o
;;! run: --define-memory
;;! expect: fixed none exported
;;! calls: get() = 42; pages() = 4
;;! run: --define-memory --no-export-memory
;;! expect: fixed none private
;;! calls: get() = 42; pages() = 4
;; Data beyond the declared minimum: fine with a larger memory of the host's, a trap with one of our own unless it grows.
(module
  (import "env" "memory" (memory 1))
  (data (i32.const 16) "low")
  (data (i32.const 200000) "\2a\00\00\00")
  (func (export "get") (result i32) (i32.load (i32.const 200000)))
  (func (export "pages") (result i32) (memory.size)))
