;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged none none
;;! calls: given(1) = 2; call(1) = 1; call(2) = 2; refs() = 2
;;! run: --import-table
;;! expect: error there are 3 tables: 0 (imported as `env.given`), 1 (exported as `own`), 2 (private); say which one with --table=NAME or its number
;;! run: --import-table --table=3
;;! expect: error --table=3 names no table; there are 0 (imported as `env.given`), 1 (exported as `own`), 2 (private)
;;! run: --import-table --table=own
;;! expect: fixed none none
;;! calls: given(1) = 2; call(1) = 1; call(2) = 2; refs() = 2
;;! run: --import-table --table=1 --no-export-table
;;! expect: fixed none none
;;! calls: given(1) = 2; call(1) = 1; call(2) = 2; refs() = 2
;;! run: --import-table=host,own --table=1 --export-table=shared
;;! expect: fixed none none
;;! calls: given(1) = 2; call(1) = 1; call(2) = 2; refs() = 2
;;! run: --import-table --table=2
;;! expect: error --import-table: imports come first, so table 2 would become table 1, and others would get other numbers; only table 1 can be imported. --export-table lets a host reach table 2 once the module is there
;;! run: --export-table --table=2
;;! expect: fixed none none
;;! calls: given(1) = 2; call(1) = 1; call(2) = 2; refs() = 2
;;! run: --import-table=env,given --table=1
;;! expect: error table 0 is imported as `env.given`; choose another name with --import-table=MODULE,NAME
;;! run: --import-table=env,given --table=0
;;! expect: unchanged none none
;;! run: --import-table=host,given --table=0
;;! expect: fixed none none
;;! calls: given(1) = 2; call(1) = 1; call(2) = 2; refs() = 2
;;! run: --define-table --table=0
;;! expect: fixed none none
;;! calls: given(1) = 2; call(1) = 1; call(2) = 2; refs() = 2
;;! run: --define-table --table=0 --no-export-table
;;! expect: fixed none none
;;! calls: given(1) = 2; call(1) = 1; call(2) = 2; refs() = 2
;;! run: --define-table --table=own
;;! expect: unchanged none none
;;! run: --export-table=own --table=2
;;! expect: error something else is exported as `own`; choose another name with --export-table=NAME
;; Three tables: one of the host's, one of functions, and one of anything.
(module
  (import "env" "given" (table $given 2 funcref))
  (table $own (export "own") 3 5 funcref)
  (table $refs 2 externref)
  (elem (table $given) (i32.const 1) func $two)
  (elem (table $own) (i32.const 1) func $one $two)
  (func $one (result i32) (i32.const 1))
  (func $two (result i32) (i32.const 2))
  (func (export "given") (param i32) (result i32) (call_indirect $given (result i32) (local.get 0)))
  (func (export "call") (param i32) (result i32) (call_indirect $own (result i32) (local.get 0)))
  (func (export "refs") (result i32) (table.size $refs)))
