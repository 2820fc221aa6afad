;; It wants no more than two pages.
(module
  (import "env" "memory" (memory 1 2))
)
