;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged start none
;;! run: --init=export
;;! expect: fixed export none
;; GC types, as dart2wasm and Kotlin make them: an object made by start.
(module
  (rec
    (type $obj (sub (struct (field $x (mut i32)))))
    (type $pt (sub $obj (struct (field $x (mut i32)) (field $y i32)))))
  (global $g (mut (ref null $obj)) (ref.null $obj))
  (func $init (global.set $g (struct.new $pt (i32.const 4) (i32.const 5))))
  (func (export "x") (result i32) (struct.get $obj $x (ref.as_non_null (global.get $g))))
  (start $init))
