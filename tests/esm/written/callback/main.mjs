// A constructor gives an import a function pointer, which that calls at once.
import { total } from './dist/callback.mjs';

console.log(`total() = ${total()}`);
console.log('end');
