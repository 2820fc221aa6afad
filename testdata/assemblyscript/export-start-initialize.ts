//! build: asc %s -O2 --exportStart _initialize -o %o
//! expect: fixed start exported
//! calls: _initialize(); get() = 30; _initialize(); get() = 30
//! run: --policy=memory
//! expect: unchanged reactor exported
//! calls: _initialize(); get() = 30; _initialize(); get() = 30
// --exportStart under the ABI's own name.
// Top-level statements run in the start function.
class Node { constructor(public v: i32) {} }
let list: Array<Node> = [];
for (let i = 0; i < 5; i++) list.push(new Node(i * i));
let total = 0;
for (let i = 0; i < list.length; i++) total += list[i].v;
export function get(): i32 { return total; }
export function concat(a: string, b: string): string { return a + b; }
