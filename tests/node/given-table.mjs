// usage: given-table.mjs MODULE CALL…
// A host with an import that calls a function pointer: by the table that the host gave, or else by the one that is exported.
import { readFile } from 'node:fs/promises';
import { makeCalls, say, text } from './host.mjs';

const [path, ...calls] = process.argv.slice(2);

const module = await WebAssembly.compile(await readFile(path));
const imported = (kind) => WebAssembly.Module.imports(module).find((it) => it.kind === kind);
const memory = imported('memory') && new WebAssembly.Memory({ initial: 2 });
const table = imported('table') && new WebAssembly.Table({ element: 'anyfunc', initial: 2, maximum: 2 });

let instance;
const visit = (pointer) => {
  say(`visit: ${instance ? 'after' : 'during'} the start section`);
  const functions = table ?? instance.exports.__indirect_function_table;
  functions.get(pointer)(7);
};
const log = (...where) => say(`line: ${JSON.stringify(text(memory ?? instance.exports.memory, ...where))}`);
const env = { visit, log, memory, __indirect_function_table: table };
try {
  instance = await WebAssembly.instantiate(module, { env });
  say('instantiated');
  makeCalls(instance.exports, calls);
} catch (error) {
  say(`${error.name}: ${error.message}`);
}
