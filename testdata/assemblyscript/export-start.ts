//! build: asc %s -O2 --exportStart boot -o %o
//! expect: unchanged export-start exported
//! calls: boot(); get() = 30; boot(); get() = 30
//! calls: get() = 0
//! run: --init-export boot --policy=memory
//! expect: fixed export exported
//! calls: _initialize(); boot(); get() = 30
//! calls: boot(); _initialize(); get() = 30
// --exportStart: an export with a run-once guard, which its hosts know by name.
// Top-level statements run in the start function.
class Node { constructor(public v: i32) {} }
let list: Array<Node> = [];
for (let i = 0; i < 5; i++) list.push(new Node(i * i));
let total = 0;
for (let i = 0; i < list.length; i++) total += list[i].v;
export function get(): i32 { return total; }
export function concat(a: string, b: string): string { return a + b; }
