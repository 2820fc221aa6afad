// Made by wasm-initfix. Importing this file instantiates NAME.wasm and initialises it, once.
//# imports

const { instance } = await load(new URL('./NAME.wasm', import.meta.url));
/** All exports of NAME.wasm. */
export const { exports } = instance;
//# initialise

//# exports

/** The module at a URL: from a file, while it comes, or from its bytes if the server gives it another type. */
async function load(url) {
  const files = url.protocol === 'file:' && globalThis.process?.getBuiltinModule?.('node:fs/promises');
  if (files) return WebAssembly.instantiate(await files.readFile(url), imports);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const [type] = response.headers.get('content-type')?.split(';') ?? [];
  if (type === 'application/wasm') return WebAssembly.instantiateStreaming(response, imports);
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
