// usage: extism.mjs SDK MODULE CALL…
// What a plugin's exports give is not its SDK's to show, so they are called on its instance.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { call, makeImports } from './instantiate.mjs';

const [sdk, path, ...calls] = process.argv.slice(2);
const lines = [];
try {
  const { default: createPlugin } = await import(pathToFileURL(sdk));
  const data = new Uint8Array(readFileSync(path));
  const imports = makeImports(new WebAssembly.Module(data), lines);
  const log = (_, ...where) => imports.object.env.log(...where);
  const plugin = await createPlugin({ wasm: [{ data }] }, { useWasi: true, functions: { env: { log } } });
  imports.instance = await plugin.getInstance();
  call(imports.instance.exports, calls, lines);
  await plugin.close();
} catch (error) {
  lines.push(`failed: ${error.message}`);
}
console.log(lines.join('\n'));
process.exit(0);
