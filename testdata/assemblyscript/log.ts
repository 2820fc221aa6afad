//! build: asc %s -O2 -o %o
//! expect: unchanged start exported
//! calls: count() = 1; add(1, 2) = 3; count() = 1
//! calls-before: count() = 1
//! run: --assume=env.log=memory
//! expect: fixed lazy exported
//! calls: count() = 1; add(1, 2) = 3; count() = 1
//! calls: _initialize(); _initialize(); count() = 1
//! calls: add(1, 2) = 3; _initialize(); count() = 1
//! calls-before: count() = 1
//! run: --init=export
//! expect: fixed export exported
//! calls: count() = 0; _initialize(); _initialize(); count() = 1
//! run: --import-memory
//! expect: fixed start both
//! calls: count() = 1
//! run: --init=keep
//! expect: unchanged start exported
//! calls: count() = 1
// start calls an import that reads memory, which a JS host cannot reach before start is over (AssemblyScript#410).
@external("env", "log") declare function log(s: string): void;
let runs = 0;
log("top-level statement");
runs++;
export function add(a: i32, b: i32): i32 { return a + b; }
export function count(): i32 { return runs; }
