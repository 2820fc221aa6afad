// C++ with std::printf in a constructor, which ran at each call.
import * as printf from './dist/printf.mjs';

console.log(`answer() = ${printf.answer()}, ${printf.answer()}`);
console.log('end');
