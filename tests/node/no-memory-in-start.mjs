// usage: no-memory-in-start.mjs MODULE
// The same host with a module whose start section calls the import: instantiation fails, because exports come after it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { say } from './host.mjs';

const [path] = process.argv.slice(2);

let instance;
let calls = 0;
const log = () => {
  calls += 1;
  return instance.exports.memory;
};
const instantiation = WebAssembly.instantiate(await readFile(path), { env: { log } }).then((made) => {
  instance = made.instance;
});
await assert.rejects(instantiation, {
  name: 'TypeError',
  message: "Cannot read properties of undefined (reading 'exports')",
});
assert.equal(calls, 1, 'the first call ends the start function');
assert.equal(instance, undefined);
say('env.log was called in start and found no memory');
