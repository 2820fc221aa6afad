;;! build: wasm-tools parse %s -o %o
;;! run: --init=start --assume=env.log=pure --rename-import=env=./host.mjs --rename-export=__wasm_call_ctors=ctors
;;! expect: fixed start exported
;;! calls: count() = 1; ctors(); count() = 1
;;! run: --init=export --rename-export=__wasm_call_ctors=ctors --rename-import=env=./host.mjs
;;! expect: fixed export exported
;;! calls: _initialize(); ctors(); count() = 1
;;! run: --init=export --rename-export=count=_initialize
;;! expect: error --rename-export count=_initialize: what this fix adds is exported as `_initialize`; choose another name
;;! run: --init=export --init-name=boot --rename-export=count=boot
;;! expect: error --rename-export count=boot: what this fix adds is exported as `boot`; choose another name
;;! run: --init=export --init-name=count --rename-export=count=number
;;! expect: error something else is exported as `count`; choose another name for the init function with --init-name=NAME
;;! run: --init=lazy --rename-export=count=number
;;! expect: fixed lazy exported
;;! calls: number() = 1
;;! run: --init=start --drop-init-export --rename-export=__wasm_call_ctors=ctors
;;! expect: error --rename-export __wasm_call_ctors=ctors: `__wasm_call_ctors` goes by --drop-init-export; leave out one of them
;;! run: --init=start --drop-init-export --rename-export=count=__wasm_call_ctors
;;! expect: error --rename-export count=__wasm_call_ctors: something else is exported as `__wasm_call_ctors`; choose another name, or rename that as well
;;! run: --init=keep --no-export-memory --rename-export=memory=heap
;;! expect: error --rename-export memory=heap: `memory` goes by --no-export-memory; leave out one of them
;;! run: --init=keep --export-memory=heap --rename-export=memory=mem
;;! expect: fixed ctors exported
;;! run: --host=wasmtime-linker --rename-export=memory=heap --rename-export=__wasm_call_ctors=ctors
;;! expect: fixed export exported
;;! calls: _initialize(); count() = 1
;; What a fix makes has the names that it says, and the input's exports get theirs last.
(module
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1)
  (global $count (mut i32) (i32.const 0))
  (func (export "__wasm_call_ctors")
    (call $log (i32.const 0))
    (global.set $count (i32.add (global.get $count) (i32.const 1))))
  (func (export "count") (result i32) (global.get $count)))
