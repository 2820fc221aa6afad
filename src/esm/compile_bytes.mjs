/** NAME.wasm, compiled. */
async function compile() {
  return WebAssembly.compile(bytes());
}
