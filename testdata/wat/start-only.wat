;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start exported
;;! run: --init=lazy
;;! expect: fixed export exported
;;! calls: _initialize(); _initialize()
;; A program in its start section, and no exported function that could make sure that an init function has run.
(module
  (import "env" "log" (func $log (param i32)))
  (memory (export "memory") 1)
  (func $main (call $log (i32.const 42)))
  (start $main))
