;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! run: --host=js
;;! expect: unchanged start exported
;;! run: --assume=env.config=memory
;;! expect: fixed lazy exported
;;! run: --assume=env.*=memory --assume=env.config=pure
;;! expect: unchanged start exported
;;! run: --assume=*=pure --assume=*.conf*=memory
;;! expect: fixed lazy exported
;;! run: --host=extism
;;! expect: fixed lazy exported
;;! run: --init=lazy --rename-export=get=size --rename-export=size=get
;;! expect: fixed lazy exported
;; An import that takes a number, and may do no more than calculate: moved, the exported global would be 0 until the first call.
(module
  (import "env" "config" (func $config (param i32) (result i32)))
  (memory (export "memory") 1)
  (global $size (mut i32) (i32.const 0))
  (export "size" (global $size))
  (func $init (global.set $size (call $config (i32.const 1))))
  (start $init)
  (func (export "get") (result i32) (global.get $size)))
