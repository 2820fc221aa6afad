//! build: asc %s -O2 --importMemory -o %o
//! expect: fixed lazy both
// The same, though the host owns the memory.
const key = new Uint8Array(4);
crypto.getRandomValues(key);
export function count(): i32 { return key.length; }
