;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged start imported
;;! calls: bump() = 11; bump() = 12
;;! run: --segments=init --mark-address=16
;;! expect: unchanged start imported
;;! run: --zero-memory=0x410
;;! expect: error --zero-memory: each instance would fill the memory, over what --segments=init has the first one leave there; give both options in one run, for the module as it was before, or let the host give a new memory
;; What wasm-opt -O3 makes of what --segments=init leaves: all in one function, and addresses without offsets.
(module
  (import "env" "memory" (memory 1))
  (data $a "\01\00\00\00\05\00\00\00\00\00")
  (func $bump (export "bump") (result i32)
    (i32.store (i32.const 1028) (i32.add (i32.load (i32.const 1028)) (i32.load (i32.const 1024))))
    (i32.sub (i32.load (i32.const 1028)) (i32.const 5)))
  (func $once
    (if (i32.eqz (i32.and
          (i64.eq (i64.load align=1 (i32.const 16)) (i64.const 0x1234))
          (i64.eq (i64.load align=1 (i32.const 24)) (i64.const -5))))
      (then
        (memory.init $a (i32.const 1024) (i32.const 0) (i32.const 10))
        (i32.store (i32.const 1028) (i32.add (i32.load (i32.const 1028)) (i32.const 10)))
        (i64.store align=1 (i32.const 16) (i64.const 0x1234))
        (i64.store align=1 (i32.const 24) (i64.const -5))))
    (data.drop $a))
  (start $once))
