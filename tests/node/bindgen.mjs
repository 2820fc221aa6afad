// usage: bindgen.mjs MODULE CALL…
// What the JS does that wasm-bindgen generates for a page: it gives the imports and calls `__wbindgen_start` before anything else.
import { readFile } from 'node:fs/promises';
import { makeCalls, say } from './host.mjs';

const [path, ...calls] = process.argv.slice(2);

const module = await WebAssembly.compile(await readFile(path));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  const short = name.replace(/^__(wbg|wbindgen)_/, '').replace(/_[0-9a-f]{16}$/, '');
  (imports[from] ??= {})[name] = (...values) => say(`${short}(${values})`);
}
const { exports } = await WebAssembly.instantiate(module, imports);
say('instantiated');
exports.__wbindgen_start();
say('started');
makeCalls(exports, calls);
