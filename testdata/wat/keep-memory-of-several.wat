;;! build: wasm-tools parse -g %s -o %o
;;! run: --memory=kept --import-memory=host,kept --segments=init --mark-address=0x400
;;! expect: fixed start both
;;! calls: next() = 8; next() = 9
;;! run: --memory=small --segments=init --mark-address=16
;;! expect: error --segments=init: the start section may change globals, tables, other memories or segments, which each instance has for itself: each has to run that again, over what the memory keeps; give each instance a new memory, and leave out --segments=init
;;! run: --memory=kept --segments=init --mark-address=16
;;! expect: unchanged start exported
;; One of three memories outlives instances: a memory of 64 bits, which takes another number when it becomes imported. The others are
;; written by each instance. What the start section does, only the first instance does.
(module
  (import "env" "small" (memory $small 1))
  (memory $own 1)
  (memory $kept (export "kept") i64 1)
  (data (memory $kept) (i64.const 0x100) "\07")
  (data (memory $own) (i32.const 64) "\01")
  (data (memory $small) (i32.const 64) "\02")
  (data (memory $kept) (i64.const 8) "\03\00\00\00")
  (func $start
    (i32.store8 $kept (i64.const 0x100)
      (i32.add (i32.load8_u $kept (i64.const 0x100)) (i32.const 0))))
  (func $next (export "next") (result i32)
    (i32.store8 $kept (i64.const 0x100)
      (i32.add (i32.load8_u $kept (i64.const 0x100)) (i32.load8_u $own (i32.const 64))))
    (i32.load8_u $kept (i64.const 0x100)))
  (start $start))
