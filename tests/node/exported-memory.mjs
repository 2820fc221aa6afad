// usage: exported-memory.mjs MODULE CALL…
// A host as most are written: its import reads the memory that the instance exports.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { makeCalls, say, text } from './host.mjs';

const [path, ...calls] = process.argv.slice(2);

let instance;
const log = (...where) => {
  assert.ok(instance, 'env.log was called before there was an instance');
  say(`log: ${JSON.stringify(text(instance.exports.memory, ...where))}`);
};
({ instance } = await WebAssembly.instantiate(await readFile(path), { env: { log } }));
say('instantiated');
makeCalls(instance.exports, calls);
