;;! build: wat2wasm --debug-names %s -o %o
;;! expect: unchanged none none
;; Nothing at all.
(module)
