//! build: asc %s -O2 --runtime stub --importMemory --noExportMemory --sharedMemory --initialMemory 2 --maximumMemory 16 --memoryBase 65536 --enable threads -o %o
//! expect: unchanged start imported
//! run: --init=lazy
//! expect: error the memory is shared, and each thread's instance would have a guard of its own: no word of the linker's is seen that all could share; --guard-address=N names 4 bytes that nothing else uses, or --init=export leaves it to one thread
//! run: --init=lazy --guard-address=0
//! expect: fixed lazy imported
//! run: --init=export --guard-address=0
//! expect: fixed export imported
// The threads of src/shared_threads.c. Each instance writes the data segments, so what threads share lies below them.
@external("env", "in_constructor") declare function inConstructor(): void;

const TIMES: usize = 4;
const THREADS: usize = 8;
const HERE: usize = 12;
const SQUARES: usize = 1024;
const STACKS: usize = 4096;

const nine = memory.data<i32>([9]);
let own: i32 = 0;

for (let i: i32 = 0; i < 64; i++) store<i32>(SQUARES + (i << 2), i * i);
inConstructor();
atomic.add<i32>(TIMES, 1);

export function constructed(): i32 { return atomic.load<i32>(TIMES); }
export function square(i: i32): i32 { return load<i32>(SQUARES + (i << 2)); }
export function started(): i32 { return atomic.load<i32>(THREADS); }
export function own_sum(add: i32): i32 { own += add; return load<i32>(nine) + own; }
// AssemblyScript has no stack in memory: 4 kB there that each thread has for itself.
export function fill_stack(seed: i32, all: i32): i32 {
  const bytes = STACKS + (seed << 12);
  for (let i: i32 = 0; i < 4096; i++) store<u8>(bytes + i, seed + i);
  atomic.add<i32>(HERE, 1);
  while (atomic.load<i32>(HERE) < all) {}
  for (let i: i32 = 0; i < 4096; i++) if (load<u8>(bytes + i) != u8(seed + i)) return 0;
  return square(seed);
}
export function wasi_thread_start(id: i32, argument: i32): void { atomic.add<i32>(THREADS, argument); }
