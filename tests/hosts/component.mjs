// usage: component.mjs FOLDER MODULE CALL…
// Makes a component of a module, with the adapter for reactors if it imports WASI, and loads it. FOLDER has jco and its shim of
// WASI among its packages.
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { call } from './instantiate.mjs';

const [folder, path, ...calls] = process.argv.slice(2);
const lines = [];
// What is made looks for the shim from where it lies.
const made = mkdtempSync(join(folder, 'component-'));
try {
  const jco = createRequire(join(folder, 'x.js')).resolve('@bytecodealliance/jco');
  const api = await import(pathToFileURL(jco));
  const binary = readFileSync(path);
  const exports = calls.map((name) => ` export ${name}: func() -> s32;`).join('');
  const embedded = await api.componentEmbed({ binary, witSource: `package t:t;\nworld w {${exports} }`, worldName: 'w' });
  const wasi = WebAssembly.Module.imports(new WebAssembly.Module(binary)).some(({ module }) => module.startsWith('wasi_'));
  const adapters = wasi ? [['wasi_snapshot_preview1', readFileSync(api.preview1AdapterReactorPath())]] : [];
  const { files } = await api.transpile(await api.componentNew(embedded, adapters), { name: 'c', noTypescript: true });
  for (const [name, bytes] of [...Object.entries(files), ['package.json', '{"type":"module"}']]) {
    mkdirSync(dirname(join(made, name)), { recursive: true });
    writeFileSync(join(made, name), bytes);
  }
  call(await import(pathToFileURL(join(made, 'c.js'))), calls, lines);
} catch (error) {
  lines.push(`failed: ${error.message ?? error.payload ?? error}`);
}
rmSync(made, { recursive: true, force: true });
console.log(lines.join('\n'));
process.exit(0);
