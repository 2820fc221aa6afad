// usage: reads-first.mjs MODULE CALL…
// A host that reads exported memory as soon as there is an instance, and again after the calls.
import { readFile } from 'node:fs/promises';
import { makeCalls, say } from './host.mjs';

const [path, ...calls] = process.argv.slice(2);

const { instance } = await WebAssembly.instantiate(await readFile(path), {});
const read = () => say(`memory: ${Array.from(new Uint8Array(instance.exports.memory.buffer, 64, 4))}`);
read();
makeCalls(instance.exports, calls);
read();
