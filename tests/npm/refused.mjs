// usage: refused.mjs MODULE: what the functions say to wrong arguments, a line each.
import { readFileSync } from 'node:fs';
import { esm, fix, inspect } from 'wasm-initfix';

const wasm = readFileSync(process.argv[2]);
const calls = [
  () => fix(wasm, { initexport: 'a' }),
  () => fix(wasm, { Init: 'start' }),
  () => fix(wasm, { exportMemory: true, noExportMemory: true }),
  () => fix(wasm, { initialMemory: '17q' }),
  () => fix(wasm, { initExport: 'memory' }),
  () => esm(wasm, { factory: true, direct: true }),
  () => fix('a.wasm'),
  () => inspect(undefined, null),
];
for (const call of calls) {
  await call().then(() => console.log('no error'), ({ name, message }) => console.log(`${name}: ${message}`));
}
await fix(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length), null);
