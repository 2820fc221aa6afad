;;! build: wat2wasm --enable-threads --debug-names %s -o %o
;;! expect: unchanged none imported
;;! run: --zero-memory
;;! expect: error --zero-memory: threads share the memory, and the instance of each would fill it again, over what others have written; leave out --zero-memory, and let the host give a new memory
;; Each thread is an instance.
(module
  (import "env" "memory" (memory 1 2 shared))
  (data (i32.const 1024) "data")
  (func (export "get") (result i32) (i32.load (i32.const 1024))))
