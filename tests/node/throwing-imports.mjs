// usage: throwing-imports.mjs BEFORE AFTER MEMORY [PURE…]
// Instantiates two modules with imports that throw when they are called, but for those that are said to touch nothing. MEMORY
// says as JSON what to give as one. Prints what became of each: `instantiated`, or the error.
import { readFile } from 'node:fs/promises';
import { say } from './host.mjs';

const [before, after, memory, ...pure] = process.argv.slice(2);

const refuse = (name) => () => {
  throw new Error(`${name} was called`);
};

const give = {
  function: (name) => (pure.includes(name) ? () => 0 : refuse(name)),
  memory: () => new WebAssembly.Memory(JSON.parse(memory)),
  table: () => new WebAssembly.Table({ element: 'anyfunc', initial: 1000 }),
  // Hosts of today do not tell the type, so try.
  global: () => new WebAssembly.Global({ value: 'i32', mutable: false }, 0),
};

async function instantiate(path) {
  const module = await WebAssembly.compile(await readFile(path));
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = give[kind](`${from}.${name}`);
  }
  await WebAssembly.instantiate(module, imports);
}

for (const path of [before, after]) {
  say(await instantiate(path).then(
    () => 'instantiated',
    (error) => `${error.name}: ${error.message}`,
  ));
}
