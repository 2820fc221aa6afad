// usage: load.cjs JS
// Loads what emcc wrote as its users do. Emscripten 3.1.6 takes a Node that has `fetch` for a browser.
delete globalThis.fetch;
require(process.argv[2])().then((module) => {
  for (let call = 0; call < 2; call++) console.log(`total() = ${module._total()}`);
});
