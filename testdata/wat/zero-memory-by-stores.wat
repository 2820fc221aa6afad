;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start imported
;;! run: --zero-memory
;;! expect: fixed start imported
;;! calls: sum(0, 1000) = 18; started() = 1
;;! check: sum(0, 1000); sum(0, 65536)
;;! run: --zero-memory=all
;;! expect: fixed start imported
;;! calls: sum(0, 1000) = 18; started() = 1
;;! run: --zero-memory --init=export
;;! expect: fixed export imported
;;! calls: sum(0, 1000) = 18; started() = 0; _initialize(); started() = 1
;; An engine without bulk memory gets stores: stretches of all lengths up to one that takes a loop, and then the rest of the page. What
;; started before starts after them, or is exported while they alone start.
(module
  (import "env" "memory" (memory 1))
  (data (i32.const 64) "\01")
  (data (i32.const 66) "\01")
  (data (i32.const 69) "\01")
  (data (i32.const 73) "\01")
  (data (i32.const 78) "\01")
  (data (i32.const 84) "\01")
  (data (i32.const 91) "\01")
  (data (i32.const 99) "\01")
  (data (i32.const 108) "\01")
  (data (i32.const 118) "\01")
  (data (i32.const 129) "\01")
  (data (i32.const 141) "\01")
  (data (i32.const 154) "\01")
  (data (i32.const 168) "\01")
  (data (i32.const 183) "\01")
  (data (i32.const 199) "\01")
  (data (i32.const 216) "\01")
  (data (i32.const 234) "\01")
  (global $started (mut i32) (i32.const 0))
  (func $start (global.set $started (i32.const 1)))
  (start $start)
  (func (export "started") (result i32) (global.get $started))
  (func $sum (export "sum") (param $from i32) (param $to i32) (result i32) (local $sum i32)
    (loop
      (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $from))))
      (br_if 0 (i32.lt_u (local.tee $from (i32.add (local.get $from) (i32.const 1))) (local.get $to))))
    (local.get $sum)))
