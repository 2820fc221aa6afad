;;! build: wat2wasm --debug-names %s -o %o
;;! expect: fixed start imported
;;! calls: bump() = 11; _initialize(); bump() = 12
;;! run: --segments=init --mark-address=16
;;! expect: fixed start imported
;;! calls: bump() = 11; _initialize(); bump() = 12
;;! check: bump()
;;! run: --segments=init --mark-address=16 --zero-memory=all
;;! expect: fixed start imported
;;! calls: bump() = 11; bump() = 12
;;! run: --segments=init --mark-address=0x410 --init=keep
;;! expect: fixed reactor imported
;;! calls: bump() = 1; _initialize(); bump() = 12
;;! run: --segments=init --mark-address=65520 --import-memory=host,mem --initial-memory=2p
;;! expect: fixed start imported
;;! run: --segments=init --init=start
;;! expect: error --segments=init: 16 bytes of the memory have to say that its data is there, and no analysis finds 16 that nothing else uses; --mark-address=ADDRESS names them (wasm-ld --global-base=ADDRESS makes room before the data)
;;! run: --mark-address=16
;;! expect: error --mark-address goes with --segments=init
;;! run: --segments=init --mark-address=1009
;;! expect: error --mark-address=0x3f1: data, or zeros that the start section writes, lie in the 16 bytes from there
;;! run: --segments=init --mark-address=1033
;;! expect: error --mark-address=0x409: data, or zeros that the start section writes, lie in the 16 bytes from there
;;! run: --segments=init --mark-address=65521
;;! expect: error --mark-address=0xfff1: 16 bytes from there do not lie in the memory, as it is at first; --initial-memory=SIZE makes it larger
;;! run: --segments=init --mark-address=16 --init=lazy
;;! expect: error --segments=init: each further instance would run the constructors again; --init=start has the start section of the first one run them where that is possible, --init=keep leaves it to the host
;;! run: --segments=init --mark-address=16 --define-memory
;;! expect: fixed start exported
;; A memory that outlives instances: the first one writes the data and runs the constructors, and further ones go on from there. The
;; segments overlap, so that their order matters, and one is empty.
(module
  (import "env" "memory" (memory 1))
  (data (i32.const 1024) "\07")
  (data (i32.const 1024) "\01\00\00\00\05\00\00\00\00\00")
  (data (i32.const 40) "")
  ;; Each call adds one.
  (func $bump (export "bump") (result i32)
    (i32.store (i32.const 1028) (i32.add (i32.load (i32.const 1028)) (i32.load (i32.const 1024))))
    (i32.sub (i32.load (i32.const 1028)) (i32.const 5)))
  (func $initialize (export "_initialize")
    (i32.store (i32.const 1028) (i32.add (i32.load (i32.const 1028)) (i32.const 10)))))
