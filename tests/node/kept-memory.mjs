// usage: kept-memory.mjs MODULE CALL…
// A host that keeps the memory: it makes the same calls in two instances on it, one after the other.
import { readFile } from 'node:fs/promises';
import { hostMemory, makeCalls, say } from './host.mjs';

const [path, ...calls] = process.argv.slice(2);
const memory = hostMemory();
const module = await WebAssembly.compile(await readFile(path));
for (const number of [1, 2]) {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  say(`instance ${number}`);
  makeCalls(exports, calls);
}
