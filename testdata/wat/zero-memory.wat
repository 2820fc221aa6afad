;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start imported
;;! calls: sum(0, 2000) = 14; ran() = 1
;;! run: --zero-memory
;;! expect: fixed start imported
;;! calls: sum(0, 2000) = 14; ran() = 1; _initialize(); ran() = 1
;;! check: sum(0, 2000); ran()
;;! run: --zero-memory=all
;;! expect: fixed start imported
;;! calls: sum(0, 2000) = 14; ran() = 1
;;! run: --zero-memory=0x3f8 --init=lazy
;;! expect: fixed lazy imported
;;! calls: sum(0, 2000) = 14; ran() = 1
;;! run: --zero-memory=0x10000 --init=keep
;;! expect: error --zero-memory=0x10000: the memory ends before that, at 0x10000; --initial-memory=SIZE sets another size
;;! run: --zero-memory --init=keep
;;! expect: fixed reactor imported
;;! calls: sum(0, 2000) = 13; ran() = 0; _initialize(); ran() = 1
;;! run: --zero-memory --define-memory --init=keep
;;! expect: fixed reactor exported
;;! run: --zero-memory --initial-memory=3p --init=export
;;! expect: fixed reactor imported
;;! calls: sum(0, 2000) = 13; ran() = 0; _initialize(); ran() = 1
;;! run: --zero-memory --import-memory=host,mem --init=keep
;;! expect: fixed reactor imported
;; A host's memory need not be zero: all that no segment writes is filled before anything else, also before constructors that start. The
;; segments touch, overlap, come in no order, and one is empty.
(module
  (import "env" "memory" (memory 1))
  (data (i32.const 1040) "\03\04\05")
  (data (i32.const 1024) "\01\01")
  (data (i32.const 1026) "\01")
  (data (i32.const 1041) "\04\03")
  (data (i32.const 16) "")
  (func $sum (export "sum") (param $from i32) (param $to i32) (result i32) (local $sum i32)
    (loop
      (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $from))))
      (br_if 0 (i32.lt_u (local.tee $from (i32.add (local.get $from) (i32.const 1))) (local.get $to))))
    (local.get $sum))
  ;; It counts in a byte that is zero at first.
  (func $initialize (export "_initialize")
    (i32.store8 (i32.const 1030) (i32.add (i32.load8_u (i32.const 1030)) (i32.const 1))))
  (func (export "ran") (result i32) (i32.load8_u (i32.const 1030)))
  (func $copies (memory.copy (i32.const 8) (i32.const 0) (i32.const 8))))
