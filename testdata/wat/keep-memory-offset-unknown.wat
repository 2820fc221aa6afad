;;! build: wat2wasm --debug-names %s -o %o
;;! run: --segments=init --mark-address=0
;;! expect: error --segments=init: a data segment's offset is not a constant; link the module at fixed addresses (without -shared and -pie), or leave out --segments=init
;; Where data goes is known when it is instantiated.
(module
  (import "env" "memory" (memory 1))
  (import "env" "base" (global $base i32))
  (data (global.get $base) "\07")
  (func (export "get") (result i32) (i32.load8_u (global.get $base))))
