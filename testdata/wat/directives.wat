;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start exported
;;! calls: half(3.0) = 1.5; wide(3) = 9000000000; fail() = trap; count() = 1
;;! calls: __wasm_call_ctors(); count() = 1
;;! calls-before: __wasm_call_ctors(); __wasm_call_ctors(); count() = 2
;;! check: half(3.0); wide(3); count(); fail()
;;! run: --policy=memory
;;! expect: fixed export exported
;;! calls: _initialize(); half(3.0) = 1.5; wide(3) = 9000000000; fail() = trap; count() = 1
;;! calls: __wasm_call_ctors(); _initialize(); count() = 1
;;! check: half(3.0); wide(3); count(); fail()
;;! run: --init=keep
;;! expect: unchanged ctors exported
;;! run: --init=export --init-name=half
;;! expect: error something else is exported as `half`; choose another name for the init function with --init-name=NAME
;; How a case is written; this file is one itself. The first comment lines are directives:
;;   build: COMMAND   how testdata/build makes the module: %s this file, %o the module, $tmp a scratch folder; several run in turn
;;   run: OPTIONS     given to wasm-initfix; begins a test (the first may be left out if it has no options)
;;   expect: fixed INIT MEMORY | unchanged INIT MEMORY | error MESSAGE
;;                    what --report=json says of the result: outcome, init.after, memory.after; or exit 2 with that message
;;   calls: SCRIPT    run the result, each line in a fresh instance: calls parted by `;`, with a result to compare or `trap`
;;   calls-before: SCRIPT   the same on the input, so that the difference is seen
;;   check: CALLS     what `wasm-initfix check` is to call in the input and in the result, beside each export once: calls
;;                    parted by `;`, all in one instance. That both do the same is checked in every case
;;   check-error: MESSAGE   why the runner cannot run the module
;; Then comes a plain comment that says why the case exists; the rest is source. tests/cases.rs runs them all.
(module
  (memory (export "memory") 1)
  (global $count (mut i32) (i32.const 0))
  (func (export "__wasm_call_ctors") (global.set $count (i32.add (global.get $count) (i32.const 1))))
  (func (export "count") (result i32) (global.get $count))
  (func (export "half") (param f64) (result f64) (f64.div (local.get 0) (f64.const 2)))
  (func (export "wide") (param i64) (result i64) (i64.mul (local.get 0) (i64.const 3000000000)))
  (func (export "fail") (unreachable)))
