;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged none exported
;;! run: --import-memory --zero-memory
;;! expect: error --zero-memory: no data segment tells where the module's static data begins; --zero-memory=all fills the memory from address 0, --zero-memory=ADDRESS from another
;;! run: --import-memory --zero-memory=all
;;! expect: fixed none both
;;! calls: get() = 0
;;! run: --import-memory --zero-memory=1024
;;! expect: fixed none both
;;! run: --zero-memory
;;! expect: unchanged none exported
;;! run: --host=tic80 --zero-memory
;;! expect: error --zero-memory: no data segment tells where the module's static data begins; --zero-memory=all fills the memory from address 0, --zero-memory=ADDRESS from another
;;! run: --host=tic80 --zero-memory=0x8000
;;! expect: fixed none both
;; Without data, only the user knows what of the host's memory is the module's. A memory of its own is zero.
(module
  (memory (export "memory") 1)
  (func (export "get") (result i32) (i32.load (i32.const 1024))))
