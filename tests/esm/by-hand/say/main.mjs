// A C++ reactor of testdata/ that prints in its constructor.
import { answer, say } from './dist/say.mjs';

console.log(`answer() = ${answer()}`);
console.log(`say(7) = ${say(7)}`);
console.log('end');
