;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged none imported
;;! calls: run(3) = 3; go() = 7; both() = 2
;;! run: --rename-import=env=./host.mjs
;;! expect: fixed none imported
;;! calls: run(3) = 3; go() = 7; both() = 2
;;! run: --rename-import=env.log=./host.mjs,log --rename-import=env=./all.mjs
;;! expect: fixed none imported
;;! run: --rename-import=env,given=host.table --rename-import=env.start=host.global
;;! expect: fixed none imported
;;! run: --rename-import=env.log=env.trace --rename-import=env.trace=env.log --rename-export=run=go --rename-export=go=run
;;! expect: fixed none imported
;;! calls: go(3) = 3; run() = 7; both() = 2
;;! run: --rename-import=env=other --rename-import=other=env
;;! expect: fixed none imported
;;! run: --rename-import=./a.b.c=d=./c.d.e=f --rename-export=p=q=q=p
;;! expect: fixed none imported
;;! run: --rename-import=wasi:cli/x@0.2.0=wasi:cli/y@0.3.0
;;! expect: fixed none imported
;;! run: --rename-import=env=./host.mjs --import-memory=env,heap
;;! expect: fixed none imported
;;! run: --rename-import=env=./host.mjs --import-memory=host,memory
;;! expect: fixed none imported
;;! run: --rename-import=env=./host.mjs --define-table
;;! expect: fixed none imported
;;! run: --rename-import=env.heap=a,b --import-memory=host,memory
;;! expect: error --rename-import and --import-memory both say what becomes of `env.heap`; leave out one of them
;;! run: --rename-import=env.heap=a,b --import-memory=env,heap
;;! expect: error --rename-import and --import-memory both say what becomes of `env.heap`; leave out one of them
;;! run: --rename-import=env.heap=a,b --define-memory
;;! expect: error --rename-import and --define-memory both say what becomes of `env.heap`; leave out one of them
;;! run: --rename-import=env.given=a,b --import-table=a,t
;;! expect: error --rename-import and --import-table both say what becomes of `env.given`; leave out one of them
;;! run: --rename-import=env.log=a,b --import-memory=a,b
;;! expect: error --rename-import: `env.log` would be imported as `a.b`, as the memory or the table is from now on; give it another name with --rename-import=env,log=MODULE,NAME
;;! run: --rename-import=env=other
;;! expect: error --rename-import: `env.log` would be imported as `other.log`, as something else is already; give it another name with --rename-import=env,log=MODULE,NAME
;;! run: --rename-import=env.log=a,b --rename-import=env.trace=a,b
;;! expect: error --rename-import: `env.trace` would be imported as `a.b`, as `env.log` would be; give it another name with --rename-import=env,trace=MODULE,NAME
;;! run: --rename-import=env.log=./host.mjs
;;! expect: error --rename-import env.log=./host.mjs: one import gets a module and a name, and this does not show where the name begins; say env.log=MODULE,NAME
;;! run: --rename-import=env.log=host
;;! expect: error --rename-import env.log=host: one import gets a module and a name, and this does not show where the name begins; say env.log=MODULE,NAME
;;! run: --rename-import=env.log=wasi:cli/x@0.2.0
;;! expect: error --rename-import env.log=wasi:cli/x@0.2.0: one import gets a module and a name, and this does not show where the name begins; say env.log=MODULE,NAME
;;! run: --rename-import=env.lgo=a,b
;;! expect: error --rename-import: nothing is imported as `env.lgo`; did you mean `env.log`?
;;! run: --rename-import=evn=a
;;! expect: error --rename-import: nothing is imported as `evn`; did you mean `env`?
;;! run: --rename-import=nothing.like.it=a
;;! expect: error --rename-import: nothing is imported as `nothing.like.it`
;;! run: --rename-import=two.x=a,b
;;! expect: error --rename-import two.x=a,b can be read as all imports from `two.x`, from now on from `a,b`, or as `x` from `two`, from now on `a,b`; MODULE,NAME=MODULE,NAME means one import
;;! run: --rename-import=two,x=a,b
;;! expect: fixed none imported
;;! run: --rename-import=two.x,y=two,y
;;! expect: fixed none imported
;;! run: --rename-export=run=both
;;! expect: error --rename-export run=both: something else is exported as `both`; choose another name, or rename that as well
;;! run: --rename-export=run=new --rename-export=go=new
;;! expect: error --rename-export go=new: `run` gets that name as well; choose another one
;;! run: --rename-export=rnu=new
;;! expect: error --rename-export: nothing is exported as `rnu`; did you mean `run`?
;;! run: --rename-export=x=y=z
;;! expect: error --rename-export x=y=z can be read as `x`, from now on `y=z`, or as `x=y`, from now on `z`; rename what else begins like that in a run before
;;! run: --rename-export=run=new --export-memory=new
;;! expect: error --rename-export run=new: what this fix adds is exported as `new`; choose another name
;;! run: --rename-export=table=new --no-export-table
;;! expect: error --rename-export table=new: `table` goes by --no-export-table; leave out one of them
;;! run: --rename-export=run=run --rename-import=env=env
;;! expect: unchanged none imported
;; Imports of all kinds but tags, one of them twice, and names with dots, commas and equals signs.
(module
  (import "env" "log" (func $log (param i32) (result i32)))
  (import "env" "trace" (func $trace))
  (import "env" "heap" (memory 1))
  (import "env" "given" (table $given 2 funcref))
  (import "env" "start" (global $start i32))
  (import "env" "log" (func $again (param i32) (result i32)))
  (import "other" "log" (func $other))
  (import "./a.b" "c=d" (func $odd))
  (import "wasi:cli/x@0.2.0" "get" (func $get))
  (import "two" "x" (func $two-x))
  (import "two.x" "y" (func $two-y))
  (elem (table $given) (i32.const 1) func $seven)
  (func $seven (result i32) (i32.const 7))
  (func (export "run") (param i32) (result i32)
    (drop (call $log (local.get 0)))
    (drop (call $again (local.get 0)))
    (local.get 0))
  (func (export "go") (result i32)
    (call $trace) (call $other) (call $odd) (call $get) (call $two-x) (call $two-y)
    (call_indirect $given (result i32) (i32.const 1)))
  (func (export "both") (result i32) (i32.add (table.size $given) (global.get $start)))
  (func (export "x"))
  (func (export "x=y"))
  (func (export "p=q"))
  (export "table" (table $given)))
