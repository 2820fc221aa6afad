;;! build: wasm-tools parse %s -o %o
;;! expect: unchanged none none
;;! run: --rename-import=env=./host.mjs --rename-export=given=taken
;;! expect: fixed none none
;;! run: --rename-import=env.thrown=host.tag
;;! expect: fixed none none
;; A tag has a name as all other imports do.
(module
  (import "env" "thrown" (tag $thrown (param i32)))
  (export "given" (tag $thrown)))
