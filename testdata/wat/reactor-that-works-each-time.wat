;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor none
;;! calls: run() = 0; run() = 1; run() = 2
;;! run: --init=lazy
;;! expect: error this module exports `_initialize` (func 0 `init`) for the host to call first; `_initialize` has to stay as it is: func 1 calls it too; leave out --init
;; What looks like a guard is none: the other branch does something each time.
(module
  (global $made (mut i32) (i32.const 0))
  (global $again (mut i32) (i32.const 0))
  (func $init (export "_initialize")
    (if (i32.eqz (global.get $made))
      (then (global.set $made (i32.const 1)))
      (else (global.set $again (i32.add (global.get $again) (i32.const 1))))))
  (func (export "run") (result i32) (call $init) (global.get $again))
)
