// The module itself is imported. What it prints comes from its start section.
import * as p from './dist/plugin.wasm';

console.log(`answer() = ${p.answer()}, ${p.answer()}`);
console.log('end');
