// A program: importing it runs it.
import './dist/program.mjs';

console.log('end');
