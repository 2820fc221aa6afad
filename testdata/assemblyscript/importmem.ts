//! build: asc %s -O2 --importMemory --noExportMemory -o %o
//! expect: unchanged start imported
//! calls: get() = 30
//! run: --define-memory
//! expect: fixed start exported
//! calls: get() = 30
// start with the host's memory is right as it is.
// Top-level statements run in the start function.
class Node { constructor(public v: i32) {} }
let list: Array<Node> = [];
for (let i = 0; i < 5; i++) list.push(new Node(i * i));
let total = 0;
for (let i = 0; i < list.length; i++) total += list[i].v;
export function get(): i32 { return total; }
export function concat(a: string, b: string): string { return a + b; }
