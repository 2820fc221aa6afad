// usage: small.mjs WRAPPED VIRTUAL: what the small engine says that the large one has to do.
import { readFileSync } from 'node:fs';

const { instantiate } = await import(new URL('node_modules/wasm-initfix/dist/core.mjs', import.meta.url));
const { memory, room, run, address, length } = await instantiate();
function put(buffer, bytes) {
  // Making room may give the memory another buffer.
  const at = room(buffer, bytes.length);
  new Uint8Array(memory.buffer, at).set(bytes);
}
const [wrapped, virtual] = process.argv.slice(2);
for (const [module, option] of [[wrapped, ['gc', null]], [wrapped, ['rewriter', 'walrus']], [virtual, ['prove', 'run']]]) {
  put(0, readFileSync(module));
  put(1, new TextEncoder().encode(JSON.stringify({ command: 'fix', options: [option] })));
  run();
  const answer = new Uint8Array(memory.buffer, address(2), length(2));
  const { error } = JSON.parse(new TextDecoder().decode(answer));
  console.log(`${error.kind}: ${error.message}`);
}
