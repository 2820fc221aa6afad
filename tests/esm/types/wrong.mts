// Each line that misuses something says which error TypeScript reports there.
import types from './dist/types.mjs';
import { add, constant, exports, functions, more, mutable, pointer, reference, several, size, thrown } from './dist/types.mjs';
import { 'a-b' as ab, vector, wide } from './dist/types.mjs';
import { missing } from './dist/types.mjs'; // TS2614
import { export24 } from './dist/types.mjs'; // TS2724
import type { Given, Imports } from './dist/types.mjs';

add('1', 2); // TS2345
add(1); // TS2554
add(1, 2).length; // TS2339
wide(1); // TS2345
vector(1); // TS2345
types(1); // TS2554
ab(1); // TS2554
several()[2]; // TS2493
several()[1] + 1; // TS2365
pointer()(); // TS2721
thrown.value; // TS2339
functions.get('0'); // TS2345
more.grow('1'); // TS2345
constant + 1; // TS2365
constant.value; // TS2551
size.value; // TS2551
mutable + 1; // TS2365
mutable.value = 1n; // TS2322
reference.value = 1; // TS2540
exports.constant.value = 1n; // TS2540
exports.size.value + 1n; // TS2365
exports.more = more; // TS2540
exports.missing; // TS2339
exports['a-b'](1); // TS2554

const count = new WebAssembly.Global({ value: 'i64', mutable: true }, 0n);
const both = (a: number): [number, number] => [a, a];
const env: Imports['env'] = { now: () => 1n, log() {}, both, limit: 5, count };
const some: Imports = { env, 'a.b': { 'not a name'() {} } }; // TS2741
env.now = () => 1; // TS2322
env.log = (a: string) => a; // TS2322
env.both = () => 1; // TS2322
env.both = () => [1]; // TS2322
env.limit = 1n; // TS2322
env.count = count; // TS2540
const names: Imports['a.b'] = {}; // TS2741
const more2: Imports['class'] = { class() {}, missing() {} }; // TS2353
const given: Given = { table: more }; // TS2739
export { export24, given, missing, more2, names, some };
