//! build: asc %s -O2 -o %o
//! expect: unchanged none exported
//! calls: add(2, 3) = 5
//! run: --import-memory
//! expect: fixed none both
//! calls: add(2, 3) = 5
// No top-level code, no start.
export function add(a: i32, b: i32): i32 { return a + b; }
