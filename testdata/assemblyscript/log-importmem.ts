//! build: asc %s -O2 --importMemory -o %o
//! expect: unchanged start both
//! calls: count() = 1
// The same import, but the memory is the host's: start is right.
@external("env", "log") declare function log(s: string): void;
let runs = 0;
log("top-level statement");
runs++;
export function add(a: i32, b: i32): i32 { return a + b; }
export function count(): i32 { return runs; }
