;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged go exported
;;! run: --init=lazy
;;! expect: error this module imports `gojs.runtime.wasmExit`; the JS that comes with Go runs the program, which initialises itself; leave out --init; for a library, link it with GOOS=wasip1 and -buildmode=c-shared
;; What GOOS=js makes: wasm_exec.js calls `run`, and `resume` when an event is there.
(module
  (import "gojs" "runtime.wasmExit" (func $exit (param i32)))
  (memory (export "mem") 1)
  (func (export "run") (param i32 i32) (call $exit (local.get 0)))
  (func (export "resume"))
  (func (export "getsp") (result i32) (i32.const 0))
)
