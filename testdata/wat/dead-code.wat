;;! build: wat2wasm --debug-names %s -o %o
;;! run: --import-memory
;;! expect: fixed none both
;;! calls: pick(1) = 20; pick(0) = 7
;; Code that cannot be reached, which names locals before any other code does: rewriters drop it and number locals anew.
(module
  (memory (export "memory") 1)
  (func (export "pick") (param $which i32) (result i32) (local $dead f64) (local $long i64) (local $short i32)
    (block $out
      (block $in
        (br_if $in (local.get $which))
        (br $out)
        (local.set $dead (f64.const 1.5))
        (block (nop) (local.set $long (i64.const 9)))
        (drop (local.get $short)))
      (local.set $short (i32.const 13))
      (return (i32.add (local.get $short) (i32.const 7)))
      (local.set $long (i64.const 3)))
    (if (local.get $which) (then (unreachable)) (else (nop)))
    (i32.const 7)))
