
/** The bytes of NAME.wasm, which only a host with files has at once. */
function bytes() {
  const url = new URL('./NAME.wasm', import.meta.url);
  const files = url.protocol === 'file:' && globalThis.process?.getBuiltinModule?.('node:fs');
  if (!files) throw new Error(`${url}: --sync needs --inline in a page or a Worker, which cannot read without a promise`);
  return files.readFileSync(url);
}
