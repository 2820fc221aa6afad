// usage: node-wasi.mjs initialize|start MODULE CALL…
import { readFileSync } from 'node:fs';
import { WASI } from 'node:wasi';
import { call, makeImports } from './instantiate.mjs';

const [method, path, ...calls] = process.argv.slice(2);
const lines = [];
try {
  const wasi = new WASI({ version: 'preview1' });
  const module = await WebAssembly.compile(readFileSync(path));
  const imports = makeImports(module, lines);
  imports.instance = await WebAssembly.instantiate(module, { ...imports.object, ...wasi.getImportObject() });
  wasi[method](imports.instance);
  call(imports.instance.exports, calls, lines);
} catch (error) {
  lines.push(`failed: ${error.message}`);
}
console.log(lines.join('\n'));
