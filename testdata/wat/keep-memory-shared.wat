;;! build: wat2wasm --debug-names --enable-threads %s -o %o
;;! run: --segments=init --mark-address=0
;;! expect: error --segments=init: threads share the memory, and two that begin at once would both find no mark; wasm-ld --shared-memory has data written once, or leave out --segments=init
;; Threads would ask for the mark at once.
(module
  (import "env" "memory" (memory 1 1 shared))
  (data (i32.const 64) "\07")
  (func (export "get") (result i32) (i32.load8_u (i32.const 64))))
