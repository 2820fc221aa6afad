// Two Workers share a memory, and use 4 kB of stack, each of its own, at the same time. The constructors run once.
import './web-worker.mjs';
import { compile, instantiate, newMemory } from './dist/threads.mjs';

const STACK = 65536;
const module = await compile();
const memory = newMemory();
const imports = { env: { in_constructor() {} } };
await instantiate({ module, memory, imports }).catch((error) => console.log(`${error}`));
const { __heap_base, constructed } = await instantiate({ module, memory, first: true, imports });
memory.grow(4);
console.log(`constructed ${constructed()}`);
const behind = Math.ceil(__heap_base.value / 16) * 16;
console.log(`stacks ${(await Promise.all([1, 2].map(work))).join(', ')}`);
console.log(`constructed ${constructed()}`);
console.log('end');

/** What a Worker finds. It says first that it listens. */
function work(thread) {
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module' });
  const tls = behind + (thread - 1) * STACK;
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(event.error ?? new Error(event.message));
    worker.onmessage = ({ data }) => {
      if (data.listens) return worker.postMessage({ module, memory, thread, tls, stack: tls + STACK });
      worker.terminate();
      resolve(data.found);
    };
  });
}
