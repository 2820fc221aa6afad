// usage: no-wasi-in-start.mjs MODULE
// Node's WASI learns of the memory in `initialize`: a module that uses WASI in start fails even with imported memory.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';
import { hostMemory, say } from './host.mjs';

const [path] = process.argv.slice(2);

const wasi = new WASI({ version: 'preview1' });
const memory = hostMemory();
const imports = { wasi_snapshot_preview1: wasi.wasiImport, env: { memory } };
await assert.rejects(WebAssembly.instantiate(await readFile(path), imports), { code: 'ERR_WASI_NOT_STARTED' });
say('WASI was called in start and was not ready');
