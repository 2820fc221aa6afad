//! build: asc %s -O2 --importMemory --sharedMemory --initialMemory 2 --maximumMemory 16 --enable threads -o %o
//! expect: unchanged start both
//! run: --init=lazy
//! expect: error the memory is shared, and the constructors may change globals, tables or a memory that each thread's instance has for itself: each has to run them; leave out --init
//! run: --init=lazy --guard-address=16
//! expect: error the memory is shared, and the constructors may change globals, tables or a memory that each thread's instance has for itself: each has to run them; leave out --init
// Shared memory with ordinary top-level code in start: as the compiler made it.
// Top-level statements run in the start function.
class Node { constructor(public v: i32) {} }
let list: Array<Node> = [];
for (let i = 0; i < 5; i++) list.push(new Node(i * i));
let total = 0;
for (let i = 0; i < list.length; i++) total += list[i].v;
export function get(): i32 { return total; }
export function concat(a: string, b: string): string { return a + b; }
