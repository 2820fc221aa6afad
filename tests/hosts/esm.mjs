// usage: esm.mjs MODULE CALL…
// Modules are found by their place: the folder of MODULE gets a package `env`, in a cycle with the module, whose memory it reads.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { call } from './instantiate.mjs';

const [path, ...calls] = process.argv.slice(2);
const imported = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(path)));
const gives = imported.some(({ kind }) => kind === 'memory');
const folder = join(dirname(path), 'node_modules/env');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"type":"module","exports":"./env.js"}');
writeFileSync(
  join(folder, 'env.js'),
  `import * as self from '../../${basename(path)}';
  const { lines } = globalThis;
  ${gives ? 'export const memory = new WebAssembly.Memory({ initial: 1 });' : 'const memory = undefined;'}
  export function log(at, length) {
    const found = memory ?? self.memory;
    if (!found) throw new Error('env.log found no memory');
    lines.push('log: ' + new TextDecoder().decode(new Uint8Array(found.buffer, at, length)));
  }`,
);
globalThis.lines = [];
try {
  const exports = await import(pathToFileURL(path));
  call(exports, calls, globalThis.lines);
} catch (error) {
  globalThis.lines.push(`failed: ${error.message}`);
}
console.log(globalThis.lines.join('\n'));
