// usage: given-memory.mjs MODULE CALL…
// A host that owns the memory: its import can read it at any time, in start too.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { hostMemory, makeCalls, say, text } from './host.mjs';

const [path, ...calls] = process.argv.slice(2);

const memory = hostMemory();
const log = (...where) => say(`log: ${JSON.stringify(text(memory, ...where))}`);
const module = await WebAssembly.compile(await readFile(path));
// A module that brings its own memory would not mind being given one that it does not use.
assert.ok(WebAssembly.Module.imports(module).some(({ kind }) => kind === 'memory'), 'the module imports no memory');

const { exports } = await WebAssembly.instantiate(module, { env: { memory, log } });
if (exports.memory) assert.equal(exports.memory, memory, 'the export is the memory that was given');
say('instantiated');
makeCalls(exports, calls);
