;;! build: wat2wasm --debug-names %s -o %o
;;! run: --segments=init --mark-address=0
;;! expect: error --segments=init: the constructors may change globals, tables, other memories or segments, which each instance has for itself: each has to run that again, over what the memory keeps; give each instance a new memory, and leave out --segments=init
;;! run: --segments=init --mark-address=0 --init=keep
;;! expect: fixed reactor imported
;;! calls: get() = 0; _initialize(); get() = 7
;;! run: --segments=init --mark-address=0 --init=export
;;! expect: error --segments=init: each further instance would run the constructors again; --init=start has the start section of the first one run them where that is possible, --init=keep leaves it to the host
;; Constructors that set a global have to run in each instance: no memory keeps it.
(module
  (import "env" "memory" (memory 1))
  (global $set (mut i32) (i32.const 0))
  (data (i32.const 64) "\07")
  (func $initialize (export "_initialize") (global.set $set (i32.load8_u (i32.const 64))))
  (func (export "get") (result i32) (global.get $set)))
