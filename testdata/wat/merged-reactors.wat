;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor exported
;;! calls: _initialize(); _initialize_4(); both() = 42
;;! run: --init=lazy
;;! expect: error this module exports `_initialize` (func 0) for the host to call first; `_initialize` has to stay as it is: `_initialize_4` initialises what was merged into the module, and has to be called too; leave out --init
;; wasm-merge put two reactors together: hosts know one name.
(module
  (memory (export "memory") 1)
  (global $a (mut i32) (i32.const 0))
  (global $b (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $a (i32.const 40)))
  (func (export "_initialize_4") (global.set $b (i32.const 2)))
  (func (export "both") (result i32) (i32.add (global.get $a) (global.get $b)))
)
