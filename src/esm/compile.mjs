/** NAME.wasm, compiled while it comes, or when it is there if it is a file or the server gives it another type. */
async function compile() {
  const url = new URL('./NAME.wasm', import.meta.url);
  const files = url.protocol === 'file:' && globalThis.process?.getBuiltinModule?.('node:fs/promises');
  if (files) return WebAssembly.compile(await files.readFile(url));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const [type] = response.headers.get('content-type')?.split(';') ?? [];
  return type === 'application/wasm' ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}
