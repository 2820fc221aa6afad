;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor imported
;;! run: --assume=env.setup=memory
;;! expect: fixed start imported
;;! calls: run() = 7; _initialize(); run() = 7
;; An import passed on as _initialize, and the host's memory: the import becomes the start function.
(module
  (import "env" "setup" (func $setup))
  (import "env" "memory" (memory 1))
  (export "_initialize" (func $setup))
  (func (export "run") (result i32) (i32.const 7)))
