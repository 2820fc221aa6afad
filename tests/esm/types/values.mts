// What --globals=value changes; each line that misuses something says which error TypeScript reports there.
import { constant, exports, mutable, reference } from './dist/types.mjs';

const now: number = mutable + exports.mutable.value;
exports.mutable.value = 6;
const value: unknown = reference.value;
mutable.value; // TS2551
exports.mutable + 1; // TS2365
mutable.toFixed(1n); // TS2345
export { constant, now, value };
