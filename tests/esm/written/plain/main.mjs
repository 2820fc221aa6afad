// Nothing is imported, and names are no names of variables.
import * as plain from './dist/plain.mjs';
import named, { 'a-b' as ab, 'class' as ours } from './dist/plain.mjs';

console.log([named(), ab(), ours, plain.limit, plain.mutable.value, plain['\u{1f600} it\'s']()].join());
console.log('end');
