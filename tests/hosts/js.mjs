// usage: js.mjs MODULE CALL…
import { readFileSync } from 'node:fs';
import { outcome } from './instantiate.mjs';

const [path, ...calls] = process.argv.slice(2);
console.log((await outcome(readFileSync(path), calls)).join('\n'));
