// usage: wasi.mjs MODULE CALL…
// A host that leaves initialisation to Node's WASI. The module's standard output is this process's own.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';
import { hostMemory, makeCalls, say } from './host.mjs';

const [path, ...calls] = process.argv.slice(2);

const wasi = new WASI({ version: 'preview1' });
const memory = hostMemory();
const imports = { wasi_snapshot_preview1: wasi.wasiImport, env: { memory } };
const { instance } = await WebAssembly.instantiate(await readFile(path), imports);
assert.ok(instance.exports.memory, 'WASI looks for the memory among the exports');
say('instantiated');
wasi.initialize(instance);
say('initialized');
makeCalls(instance.exports, calls);
