;; Nothing is in the table at first.
(module
  (table (export "table") 1 1 externref))
