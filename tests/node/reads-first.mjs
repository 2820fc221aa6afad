// usage: reads-first.mjs MODULE CALL…
// A host that reads the module's memory, or the one that it gives, as soon as there is an instance, and again after the calls.
import { readFile } from 'node:fs/promises';
import { makeCalls, say } from './host.mjs';

const [path, ...calls] = process.argv.slice(2);

const given = new WebAssembly.Memory({ initial: 1 });
const fill = (at) => new Uint8Array(given.buffer, at, 4).set([1, 2, 3, 4]);
const { instance } = await WebAssembly.instantiate(await readFile(path), { env: { memory: given, fill } });
const memory = instance.exports.memory ?? given;
const read = () => say(`memory: ${Array.from(new Uint8Array(memory.buffer, 64, 4))}`);
read();
makeCalls(instance.exports, calls);
read();
