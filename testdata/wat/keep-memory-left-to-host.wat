;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged reactor imported
;;! run: --init=start
;;! expect: error this module exports `_initialize` (func 1 `initialize`) for the host to call first; the first instance alone initialises the memory, which outlives it; anything else would run the constructors in each instance; say --init in one run with --segments=init, for the module as it was before
;;! run: --initial-memory=1p
;;! expect: error --initial-memory: the data needs 2 pages, and 1 are asked for
;; What --segments=init leaves with --init=keep: the first instance writes the data, and the host calls _initialize once. In the start
;; section, behind the mark, each instance would run it.
(module
  (import "env" "memory" (memory 2))
  (data $a "\01\00\00\00")
  (func $bump (export "bump") (result i32)
    (i32.store (i32.const 70000) (i32.add (i32.load (i32.const 70000)) (i32.const 1)))
    (i32.load (i32.const 70000)))
  (func $initialize (export "_initialize")
    (i32.store (i32.const 70000) (i32.add (i32.load (i32.const 70000)) (i32.const 10))))
  (func $write_data (memory.init $a (i32.const 70000) (i32.const 0) (i32.const 4)))
  (func $once
    (if (i32.eqz (i32.and
          (i64.eq (i64.load align=1 (i32.const 16)) (i64.const 0x1234))
          (i64.eq (i64.load offset=8 align=1 (i32.const 16)) (i64.const -5))))
      (then
        (call $write_data)
        (i64.store align=1 (i32.const 16) (i64.const 0x1234))
        (i64.store offset=8 align=1 (i32.const 16) (i64.const -5))))
    (data.drop $a))
  (start $once))
