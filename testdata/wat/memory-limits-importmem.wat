;;! build: wat2wasm --debug-names --enable-threads %s -o %o
;;! expect: unchanged none imported
;;! run: --initial-memory=2p
;;! expect: error --initial-memory: the place of a data segment is not known, so the memory cannot have less than the 3 pages that it has
;;! run: --initial-memory=4p
;;! expect: fixed none imported
;;! run: --define-memory
;;! expect: error --define-memory: the place of a data segment is not known, since its offset is no constant, or too large; --initial-memory=SIZE says how large the memory has to be
;;! run: --define-memory --initial-memory=4p
;;! expect: fixed none exported
;;! run: --no-max-memory
;;! expect: error --no-max-memory: a shared memory has to have a maximum; --max-memory=SIZE sets it
;; A shared memory of the host's, with data that lies where a loader says.
(module
  (import "env" "base" (global $base i32))
  (import "env" "memory" (memory 3 9 shared))
  (data (global.get $base) "\07")
  (func (export "data") (result i32) (i32.load8_u (global.get $base))))
