// A program whose constructors importing it runs, and whose `main` is called as often as one likes.
import { main } from './dist/main.mjs';

console.log([main(), main()].join());
console.log('end');
