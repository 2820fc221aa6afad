// usage: wasi.mjs node|shim MODULE CALL…
// A module of testdata/ with Node's WASI, or with the one that `esm` writes beside a module. Then it says how it ended.
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';
import { Exit, wasi } from '../../src/esm/wasi.mjs';

const [which, path, ...calls] = process.argv.slice(2);
const options = { args: ['program', 'an argument', 'ä'], env: { HOME: '/home', EMPTY: '' } };

const module = new WebAssembly.Module(readFileSync(path));
const given = WebAssembly.Module.imports(module).some(({ kind }) => kind === 'memory');
const memory = given ? new WebAssembly.Memory({ initial: 20 }) : undefined;
let exports;

/** The memory, which may be there only once the module is. */
const found = { get buffer() { return (memory ?? exports.memory).buffer; } };

function withNode() {
  const host = new WASI({ version: 'preview1', returnOnExit: true, ...options });
  instantiate(host.wasiImport);
  const all = { ...exports, memory: memory ?? exports.memory };
  if (exports._start) return console.log(`exit with code ${host.start({ exports: all })}`);
  host.initialize({ exports: all });
}

function withShim() {
  instantiate(wasi(found, options));
  try {
    (exports._start ?? exports._initialize)?.();
    if (exports._start) console.log('exit with code 0');
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    console.log(error.message);
  }
}

function instantiate(wasi_snapshot_preview1) {
  const env = { memory, note: (number) => console.log(`note ${number}`) };
  ({ exports } = new WebAssembly.Instance(module, { env, wasi_snapshot_preview1 }));
}

if (which === 'node') withNode();
else withShim();
for (const call of calls) {
  const [name, ...numbers] = call.split(/[(,)]/).filter(Boolean);
  console.log(`${call} = ${exports[name](...numbers.map(Number))}`);
}
