;;! build: wat2wasm --debug-names --enable-threads %s -o %o
;;! expect: unchanged ctors exported
;;! run: --init=lazy
;;! expect: error the memory is shared, and each thread's instance would have a guard of its own: the linker's flag, which all could share, is not there; --guard-address=N names 4 bytes that nothing else uses, or --init=export leaves it to one thread
;;! run: --init=lazy --guard-address=0x100
;;! expect: fixed lazy exported
;;! run: --init=export
;;! expect: fixed export exported
;; Shared memory without the linker's flag: the user says where there is room for one.
(module
  (memory (export "memory") 1 2 shared)
  (func (export "__wasm_call_ctors") (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 5))))
  (func (export "get") (result i32) (i32.load (i32.const 0))))
