// A number that may change is copied when the module is initialised, and not followed.
import { count, exports, 'a-b' as long, more } from './dist/values.mjs';

more();
console.log([count, exports.count.value, long, typeof long].join());
console.log('end');
