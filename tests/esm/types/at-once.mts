// What --factory --sync changes; each line that misuses something says which error TypeScript reports there.
import { compile, instantiate, newMemory } from './dist/types.mjs';
import type { Exports, Imports } from './dist/types.mjs';

declare const imports: Imports;
const module: WebAssembly.Module = compile();
const exports: Exports = instantiate({ module, memory: newMemory(), imports });
const three: number = exports.add(1, 2) + exports.mutable.value;
compile().then; // TS2339
instantiate({ imports }).then; // TS2339
instantiate({ imports, stack: 1 }); // TS2353
export { three };
