import { compile, instantiate, newMemory } from './dist/program.mjs';
import { imports } from './imports.mjs';

const threads = new Int32Array(new SharedArrayBuffer(4));
const shared = { module: await compile(), memory: newMemory(), threads };
await instantiate({ ...shared, first: true, imports: imports(shared) });
