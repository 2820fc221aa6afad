//! build: asc %s -O2 -o %o
//! expect: unchanged start exported
//! calls: get() = 30
//! run: --init=export
//! expect: fixed export exported
//! calls: get() = 0; _initialize(); get() = 30
//! calls: _initialize(); _initialize(); get() = 30
//! run: --init=lazy
//! expect: fixed lazy exported
//! calls: get() = 30; _initialize(); get() = 30
//! calls: _initialize(); get() = 30
// start reaches only env.abort, which ends the run: moving it would break hosts silently.
// Top-level statements run in the start function.
class Node { constructor(public v: i32) {} }
let list: Array<Node> = [];
for (let i = 0; i < 5; i++) list.push(new Node(i * i));
let total = 0;
for (let i = 0; i < list.length; i++) total += list[i].v;
export function get(): i32 { return total; }
export function concat(a: string, b: string): string { return a + b; }
