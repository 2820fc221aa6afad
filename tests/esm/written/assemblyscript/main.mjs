// AssemblyScript whose top-level code logs.
import { add, count, exports, memory } from './dist/log.mjs';

console.log(`count() = ${count()}, add(2, 3) = ${add(2, 3)}`);
console.log(memory instanceof WebAssembly.Memory && exports.memory === memory && exports.count === count);
console.log('end');
