// usage: load.mjs MODULE
// A host that gives WASI, calls exports, and knows nothing of `_initialize`.
import { readFileSync, writeSync } from 'node:fs';
import { WASI } from 'node:wasi';

const wasi = new WASI({ version: 'preview1' });
const module = new WebAssembly.Module(readFileSync(process.argv[2]));
const { exports } = new WebAssembly.Instance(module, wasi.getImportObject());
// Node's WASI learns of the memory here; it does not see the module's other exports.
wasi.initialize({ exports: { memory: exports.memory } });
for (let call = 0; call < 2; call++) writeSync(1, `total() = ${exports.total()}\n`);
