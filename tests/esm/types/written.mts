import type { Given, Imports } from './dist/types.mjs';

let memory: WebAssembly.Memory;
export function register(given: Given) {
  memory = given.memory ?? memory;
}

export const env: Imports['env'] = {
  now: () => BigInt(memory.buffer.byteLength),
  log() {},
  both: (a) => [a, a],
  limit: 5,
  count: new WebAssembly.Global({ value: 'i64', mutable: true }, 0n),
};
const ab: Imports['a.b'] = { 'not a name': () => {} };
const ours: Imports['class'] = { class: () => {} };
export { ab as 'a.b', ours as class };
