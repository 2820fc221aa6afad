// Uses each declaration as it is meant.
import * as types from './dist/types.mjs';
import defaultOf, { 'a-b' as ab, class as ours, constant, exports, mutable, several, size } from './dist/types.mjs';
import type { Given, Imports } from './dist/types.mjs';

const long: bigint = constant + types.wide(1n) + exports.constant.value;
const double: number = size + types.add(1, 2) + mutable.value + exports.size.value;
mutable.value = 2;
const [first, second]: [number, bigint] = several();
const none: void = ab();
ours();
const one: number = defaultOf() + exports.default() + types.memory() + types.constructor() + exports.memory();
exports['a-b']();
exports.class();
const pages: number = types.more.grow(1) + new Uint8Array(types.more.buffer).length;
const entry: Function | null = types.functions.get(0) ?? types.pointer();
const value: unknown = types.reference.value;
const tag: object = types.thrown;
types.export0();
types.Imports();
types.Given();
types.Function();
types.require();
types.Promise();
types.type();
types.declare();
types.namespace();
types.any();
types.__proto__();
const vector: (never: never) => void = types.vector;
export { double, entry, first, long, none, one, pages, second, tag, value, vector };

// The user's file, as an object and as a module.
const given: Imports = {
  env: {
    now: () => 1n,
    log: (a: number, b: bigint, c: number, d: number, e: unknown) => console.log(a, b, c, d, e),
    both: (a) => [a, a / 2],
    limit: 5,
    count: new WebAssembly.Global({ value: 'i64', mutable: true }, 0n),
  },
  'a.b': { 'not a name'() {} },
  class: { class() {} },
};
given.env.limit = new WebAssembly.Global({ value: 'i32' }, 5);
given.register = ({ memory, table, exports }: Given) => {
  memory?.grow(1);
  table?.get(0);
  exports?.several();
};
import * as file from './written.mjs';
const asImports: Imports = file;
export { asImports, given };
