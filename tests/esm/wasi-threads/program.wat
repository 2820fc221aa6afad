;; A program as wasi-libc makes it of one with threads: `thread-spawn` has the host make an instance on the same memory, and call
;; `wasi_thread_start` of that. What that gets is the address of a stack, of thread-local variables, and of what to do.
(module
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "env" "memory" (memory 2 2 shared))
  (export "memory" (memory 0))
  (global $__stack_pointer (mut i32) (i32.const 65536))
  (global $__tls_base (mut i32) (i32.const 1024))

  ;; How many threads have ended, at 0; the sum of what they found, at 4; the text, at 16.
  (data (i32.const 8) "\10\00\00\00\07\00\00\00")
  (data (i32.const 16) "sum 00\n")
  ;; For each of two threads, at 64 and 80: its stack, its variables, and its number.
  (data (i32.const 64) "\00\40\01\00\00\08\00\00\01\00\00\00")
  (data (i32.const 80) "\00\80\01\00\00\0c\00\00\02\00\00\00")

  (func (export "_start")
    (if (i32.le_s (call $spawn (i32.const 64)) (i32.const 0)) (then (unreachable)))
    (if (i32.le_s (call $spawn (i32.const 80)) (i32.const 0)) (then (unreachable)))
    (loop $until
      (if (i32.ne (i32.atomic.load (i32.const 0)) (i32.const 2))
        (then
          (drop (memory.atomic.wait32 (i32.const 0) (i32.atomic.load (i32.const 0)) (i64.const 100000000)))
          (br $until))))
    (i32.store8 (i32.const 20) (i32.add (i32.const 48) (i32.div_u (i32.load (i32.const 4)) (i32.const 10))))
    (i32.store8 (i32.const 21) (i32.add (i32.const 48) (i32.rem_u (i32.load (i32.const 4)) (i32.const 10))))
    (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 128))))

  (func (export "wasi_thread_start") (param $thread i32) (param $start i32)
    (global.set $__stack_pointer (i32.load (local.get $start)))
    (global.set $__tls_base (i32.load offset=4 (local.get $start)))
    (call $work (local.get $thread) (i32.load offset=8 (local.get $start))))

  ;; Adds its number ten times, which is on its stack, and the thread's, which is a variable of its own.
  (func $work (param $thread i32) (param $number i32)
    (global.set $__stack_pointer (i32.sub (global.get $__stack_pointer) (i32.const 16)))
    (i32.store (global.get $__stack_pointer) (i32.mul (local.get $number) (i32.const 10)))
    (i32.store (global.get $__tls_base) (local.get $thread))
    (drop (i32.atomic.rmw.add (i32.const 4)
      (i32.add (i32.load (global.get $__stack_pointer)) (i32.load (global.get $__tls_base)))))
    (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
    (drop (memory.atomic.notify (i32.const 0) (i32.const 1)))))
