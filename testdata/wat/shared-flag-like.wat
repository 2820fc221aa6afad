;;! build: wat2wasm --debug-names --enable-threads %s -o %o
;;! expect: unchanged ctors imported
;;! run: --init=lazy
;;! expect: error the memory is shared, and each thread's instance would have a guard of its own: no word of the linker's is seen that all could share; --guard-address=N names 4 bytes that nothing else uses, or --init=export leaves it to one thread
;; What looks like the linker's word never becomes 2, so constructors that waited for that would never run.
(module
  (memory (import "env" "memory") 1 2 shared)
  (data $d "hello")
  (func $init_memory
    (block $done
      (block $init
        (br_table $init $done $done (i32.atomic.rmw.cmpxchg (i32.const 512) (i32.const 0) (i32.const 1))))
      (memory.init $d (i32.const 16) (i32.const 0) (i32.const 5)))
    (data.drop $d))
  (start $init_memory)
  (func (export "__wasm_call_ctors") (i32.store (i32.const 100) (i32.add (i32.const 1) (i32.load (i32.const 100)))))
  (func (export "get") (result i32) (i32.load (i32.const 100))))
