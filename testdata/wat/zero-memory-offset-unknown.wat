;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged none imported
;;! run: --zero-memory
;;! expect: error --zero-memory: a data segment's offset is not a constant, so it is not known what lies between the data; link the module at fixed addresses (without -shared and -pie), or let the host give a new memory
;; Data at an address that the host gives.
(module
  (import "env" "memory" (memory 1))
  (import "env" "base" (global $base i32))
  (data (global.get $base) "data")
  (func (export "get") (result i32) (i32.load (i32.const 1024))))
