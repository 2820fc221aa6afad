// Made by wasm-initfix. `instantiate` makes an instance of NAME.wasm, and initialises it.
//# imports

/** NAME.wasm, compiled. Other threads can have it, too. */
export async function compile() {
  const url = new URL('./NAME.wasm', import.meta.url);
  const files = url.protocol === 'file:' && globalThis.process?.getBuiltinModule?.('node:fs/promises');
  if (files) return WebAssembly.compile(await files.readFile(url));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const [type] = response.headers.get('content-type')?.split(';') ?? [];
  return type === 'application/wasm' ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

//# instantiate
