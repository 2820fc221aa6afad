// The module itself is imported, and its imports are the user's.
import { count } from './dist/log.wasm';

console.log(`count() = ${count()}`);
console.log('end');
