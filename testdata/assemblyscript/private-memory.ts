//! build: asc %s -O2 --noExportMemory -o %o
//! expect: unchanged start private
//! calls: get() = 30
//! run: --import-memory
//! expect: fixed start imported
//! calls: get() = 30
//! run: --export-memory=mem
//! expect: fixed start exported
//! calls: get() = 30
// A memory that no host can see.
// Top-level statements run in the start function.
class Node { constructor(public v: i32) {} }
let list: Array<Node> = [];
for (let i = 0; i < 5; i++) list.push(new Node(i * i));
let total = 0;
for (let i = 0; i < list.length; i++) total += list[i].v;
export function get(): i32 { return total; }
export function concat(a: string, b: string): string { return a + b; }
