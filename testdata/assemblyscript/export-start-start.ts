//! build: asc %s -O2 --exportStart _start -o %o
//! expect: unchanged export-start exported
//! calls: _start(); get() = 30; _start(); get() = 30
//! run: --init=lazy
//! expect: error exports `_start`, and hosts refuse a module that exports `_initialize` too; choose another name for the init function with --init-name=NAME
//! run: --init=lazy --init-name=setup
//! expect: fixed lazy exported
//! calls: get() = 30; _start(); setup(); get() = 30
// --exportStart _start, for hosts of WASI: a command by its name, but one that runs once and returns.
// Top-level statements run in the start function.
class Node { constructor(public v: i32) {} }
let list: Array<Node> = [];
for (let i = 0; i < 5; i++) list.push(new Node(i * i));
let total = 0;
for (let i = 0; i < list.length; i++) total += list[i].v;
export function get(): i32 { return total; }
export function concat(a: string, b: string): string { return a + b; }
