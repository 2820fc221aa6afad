/** NAME.wasm, compiled. */
function compile() {
  return new WebAssembly.Module(bytes());
}
