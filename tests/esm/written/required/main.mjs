// What `require` gives at once.
import { createRequire } from 'node:module';

const printf = createRequire(import.meta.url)('./dist/printf.mjs');
console.log(`answer() = ${printf.answer()}, ${printf.answer()}`);
console.log('end');
