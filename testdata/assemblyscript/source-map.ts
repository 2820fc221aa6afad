//! build: asc %s -O2 --sourceMap ./source-map.wasm.map -o %o
//! expect: unchanged start exported
//! calls: count() = 1; add(1, 2) = 3; count() = 1
//! run: --assume=env.log=memory
//! expect: fixed lazy exported
//! calls: count() = 1; add(1, 2) = 3; count() = 1
//! calls: _initialize(); _initialize(); count() = 1
//! calls: add(1, 2) = 3; _initialize(); count() = 1
// A sourceMappingURL section: its offsets are the old file's, which must be said.
@external("env", "log") declare function log(s: string): void;
let runs = 0;
log("top-level statement");
runs++;
export function add(a: i32, b: i32): i32 { return a + b; }
export function count(): i32 { return runs; }
