// usage: reads.cjs JS
// Reads in the memory that the JS of emcc made, which gives it to the module.
delete globalThis.fetch;
require(process.argv[2])().then((module) => {
  console.log(`total() = ${module._total()}, the JS reads ${module.HEAP32[module._place() >> 2]}`);
});
