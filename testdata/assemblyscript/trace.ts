//! build: asc %s -O2 -o %o
//! expect: fixed lazy exported
//! calls: count() = 1; count() = 1
//! calls: _initialize(); _initialize(); count() = 1
// `trace` is AssemblyScript's own and known to read memory: a start section that calls it fails in JS hosts.
let runs = 0;
trace("top-level statement", 1, 0.5);
runs++;
export function count(): i32 { return runs; }
