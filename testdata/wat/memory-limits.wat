;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged none exported
;;! calls: grew(2) = 1; grew(8) = 0
;;! run: --initial-memory=4p
;;! expect: fixed none exported
;;! calls: grew(5) = 1; grew(1) = 0
;;! run: --initial-memory=262144 --max-memory=5p
;;! expect: fixed none exported
;;! calls: grew(2) = 0; grew(1) = 1
;;! run: --initial-memory=2p
;;! expect: fixed none exported
;;! calls: data() = 7; grew(7) = 1
;;! run: --no-max-memory
;;! expect: fixed none exported
;;! calls: grew(8) = 1
;;! run: --import-memory --initial-memory=4p --max-memory=4p
;;! expect: fixed none both
;;! calls: grew(1) = 0; data() = 7
;;! run: --initial-memory=3p --max-memory=9p
;;! expect: unchanged none exported
;;! run: --initial-memory=1p
;;! expect: error --initial-memory: the data needs 2 pages, and 1 are asked for
;;! run: --initial-memory=100000
;;! expect: error --initial-memory=100000: the memory has pages of 65536 bytes; the next sizes are 65536 and 131072
;;! run: --initial-memory=10p
;;! expect: error the memory would have 10 pages at first and 9 at most; --max-memory=SIZE sets the other
;;! run: --max-memory=2p
;;! expect: error the memory would have 3 pages at first and 2 at most; --initial-memory=SIZE sets the other
;;! run: --max-memory=70000p
;;! expect: error --max-memory: a memory of this kind has at most 65536 pages of 65536 bytes
;; Limits that the user sets: as large as the data at least, and no larger than such a memory can be.
(module
  (memory (export "memory") 3 9)
  (data (i32.const 65540) "\07")
  (func (export "data") (result i32) (i32.load8_u (i32.const 65540)))
  (func $grew (export "grew") (param i32) (result i32)
    (i32.ne (memory.grow (local.get 0)) (i32.const -1))))
