// usage: program.mjs MODULE CALL…
// A host that gives a program WASI, and something to tell it what runs, and calls what it likes, `_start()` too. The module's standard output is this process's own.
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';
import { makeCalls, say } from './host.mjs';

const [path, ...calls] = process.argv.slice(2);

const wasi = new WASI({ version: 'preview1', args: ['program'] });
const env = { note: (what) => say(`note(${what})`) };
const { instance } = await WebAssembly.instantiate(await readFile(path), { wasi_snapshot_preview1: wasi.wasiImport, env });
// It takes the memory, as `wasi.start(instance)` does, and leaves the program to the calls: what a fix for Node says.
wasi.initialize({ exports: { memory: instance.exports.memory } });
say('instantiated');
makeCalls(instance.exports, calls);
