;;! build: wat2wasm %s -o %o
;;! expect: unchanged none exported
;;! calls: digest(97) = -468965076; digest(97) = -468965076; digest2(97, 98) = 1294271946; digest(97) = -468965076; length() = 1
;;! calls: update(97); final() = 39091
;;! run: --init=lazy
;;! expect: error this module has 7 exported functions, and 2 of them first call func 0; nothing shows what runs its constructors, if it has any; if an export does, name it with --init-export=NAME
;;! run: --init=start
;;! expect: error this module has 7 exported functions, and 2 of them first call func 0; nothing shows what runs its constructors, if it has any; if an export does, name it with --init-export=NAME
;; A hash: two of seven exports begin with a per-call init. Run once, every second digest would be wrong, silently.
(module
  (memory (export "memory") 1)
  (global $hash (mut i32) (i32.const 0))
  (global $length (mut i32) (i32.const 0))
  (func $init
    (global.set $hash (i32.const 0x811c9dc5))
    (global.set $length (i32.const 0)))
  (func $byte (param $b i32)
    (global.set $hash (i32.mul (i32.xor (global.get $hash) (local.get $b)) (i32.const 0x01000193)))
    (global.set $length (i32.add (global.get $length) (i32.const 1))))
  (func (export "digest") (param $a i32) (result i32)
    (call $init)
    (call $byte (local.get $a))
    (global.get $hash))
  (func (export "digest2") (param $a i32) (param $b i32) (result i32)
    (call $init)
    (call $byte (local.get $a))
    (call $byte (local.get $b))
    (global.get $hash))
  (func (export "update") (param $b i32) (call $byte (local.get $b)))
  (func (export "final") (result i32) (i32.and (global.get $hash) (i32.const 0xffff)))
  (func (export "length") (result i32) (global.get $length))
  (func (export "input") (result i32) (i32.const 0))
  (func (export "block_size") (result i32) (i32.const 64)))
