// usage: side-module.mjs MODULE CALL…
// A dynamic linker as tool-conventions, DynamicLinking.md has it: it chooses the module's place in a memory, which it gives,
// applies relocations and then runs the constructors.
import { readFile } from 'node:fs/promises';
import { hostMemory, makeCalls, say } from './host.mjs';

const [path, ...calls] = process.argv.slice(2);

const i32 = (value) => new WebAssembly.Global({ value: 'i32', mutable: false }, value);
const env = {
  memory: hostMemory(),
  __indirect_function_table: new WebAssembly.Table({ element: 'anyfunc', initial: 8 }),
  __memory_base: i32(4096),
  __table_base: i32(1),
};
const { instance } = await WebAssembly.instantiate(await readFile(path), { env });
instance.exports.__wasm_apply_data_relocs();
instance.exports.__wasm_call_ctors();
say('initialized');
makeCalls(instance.exports, calls);
