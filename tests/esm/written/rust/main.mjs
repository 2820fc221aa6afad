// A Rust library with a constructor. Constant globals are numbers.
import { __heap_base, add, get } from './dist/rust.mjs';

console.log(`get() = ${get()}, ${get()}, add(2, 3) = ${add(2, 3)}, ${typeof __heap_base}`);
console.log('end');
