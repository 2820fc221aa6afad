//! build: asc %s -O2 -o %o
//! expect: fixed lazy exported
//! calls: count() = 4; _initialize(); count() = 4
// The JS of asc makes an array in memory by calling exports, which do not exist while the start section runs.
const key = new Uint8Array(4);
crypto.getRandomValues(key);
export function count(): i32 { return key.length; }
