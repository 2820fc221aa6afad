// Uses each declaration of a module that hosts import themselves as it is meant. What a global is depends on the host.
import * as types from './dist/types.wasm';
import { 'a-b' as ab, constant, mutable, reference, several, size } from './dist/types.wasm';
import type { Given, Imports } from './dist/types.wasm';

const long: bigint = typeof constant === 'bigint' ? constant : constant.value;
const double: number = typeof size === 'number' ? size : size.value;
if (typeof mutable !== 'number') mutable.value = 2;
const value: unknown = reference.value ?? reference;
const [first, second]: [number, bigint] = several();
ab();
const given: Imports['env']['count'] = new WebAssembly.Global({ value: 'i64', mutable: true }, 0n);
// @ts-expect-error: nothing has the exports to give.
const none = ({ memory, exports: all }: Given) => [memory, all];
// @ts-expect-error: it is the global itself with webpack.
const sum = 1 + size;
// @ts-expect-error: there is no such export.
types.missing();
export { double, first, given, long, none, second, sum, value };
