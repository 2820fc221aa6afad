;;! build: wat2wasm --debug-names --enable-threads %s -o %o
;;! expect: unchanged ctors exported
;;! run: --init=lazy
;;! expect: error the memory is shared, and each thread's instance would have a guard of its own: no word of the linker's is seen that all could share; --guard-address=N names 4 bytes that nothing else uses, or --init=export leaves it to one thread
;;! run: --init=lazy --guard-address=0x100
;;! expect: fixed lazy exported
;;! run: --init=export
;;! expect: fixed export exported
;;! run: --init=lazy --guard-address=1024
;;! expect: error --guard-address=0x400: data lies there
;;! run: --guard-address=0x100
;;! expect: unchanged ctors exported
;; Shared memory without the linker's flag: the user says where there is room for one.
(module
  (memory (export "memory") 1 2 shared)
  (data (i32.const 1020) "five bytes")
  (func (export "__wasm_call_ctors") (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 5))))
  (func (export "get") (result i32) (i32.load (i32.const 0))))
