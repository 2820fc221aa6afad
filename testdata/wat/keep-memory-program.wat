;;! build: wat2wasm --debug-names %s -o %o
;;! run: --segments=init --mark-address=16 --init=start --export-main
;;! expect: fixed start imported
;;! calls: main() = 12; main() = 13
;;! run: --segments=init --mark-address=16
;;! expect: error --segments=init: each further instance would run the constructors again; --init=start has the start section of the first one run them where that is possible, --init=keep leaves it to the host
;;! run: --export-main=_initialize --init=start
;;! expect: error hosts call `_initialize` to initialise a module; choose another name for `main` with --export-main=NAME
;; A program on a kept memory: libc remembers there that it has started, as that of WASI does.
(module
  (import "env" "memory" (memory 1))
  (data (i32.const 1024) "\01\00\00\00\00\00\00\00\00\00")
  (func $__wasm_call_ctors
    (i32.store (i32.const 1024) (i32.add (i32.load (i32.const 1024)) (i32.const 10))))
  (func $__main_void (result i32)
    (i32.store (i32.const 1024) (i32.add (i32.load (i32.const 1024)) (i32.const 1)))
    (i32.load (i32.const 1024)))
  (func $_start (export "_start")
    (block
      (br_if 0 (i32.eqz (i32.load (i32.const 1028))))
      (unreachable))
    (i32.store (i32.const 1028) (i32.const 1))
    (call $__wasm_call_ctors)
    (drop (call $__main_void))))
