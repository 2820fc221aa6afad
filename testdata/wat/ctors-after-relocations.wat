;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed export imported
;;! calls: __wasm_apply_global_relocs(); _initialize(); get() = 42
;;! calls: __wasm_apply_global_relocs(); __wasm_call_ctors(); get() = 42
;;! calls-before: __wasm_apply_global_relocs(); __wasm_call_ctors(); get() = 42
;;! run: --policy=memory
;;! expect: fixed export imported
;; The constructor reads through an address that `__wasm_apply_global_relocs` computes, which the host calls first.
(module
  (import "env" "memory" (memory 1))
  (global $where (mut i32) (i32.const 0))
  (global $made (mut i32) (i32.const 0))
  (data (i32.const 1024) "\2a\00\00\00")
  (data (i32.const 0) "\01\00\00\00")
  (func $__wasm_apply_global_relocs (export "__wasm_apply_global_relocs") (global.set $where (i32.const 1024)))
  (func $__wasm_call_ctors (export "__wasm_call_ctors") (global.set $made (i32.load (global.get $where))))
  (func (export "get") (result i32) (global.get $made))
)
