// usage: from-files.mjs MODULE CALL…
// A host that takes each import from the file or the package that its module name is, as ES modules do.
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { makeCalls, say } from './host.mjs';

const [path, ...calls] = process.argv.slice(2);

const module = await WebAssembly.compile(await readFile(path));
const imports = WebAssembly.Module.imports(module);
imports.forEach((it) => say(`${it.module}.${it.name} ${it.kind}`));
const from = {};
try {
  for (const { module: name } of imports) {
    from[name] ??= await import(name.startsWith('.') ? new URL(name, pathToFileURL(path)) : name);
  }
  makeCalls((await WebAssembly.instantiate(module, from)).exports, calls);
} catch (error) {
  say(error.code ?? `${error.name}: ${error.message}`);
}
