// A module of testdata/ in two Workers, which share its memory and use 4 kB of stack, each of its own, at the same time.
import './web-worker.mjs';
import { instantiate } from './dist/threads.mjs';

const memory = new WebAssembly.Memory({ initial: 12, maximum: 16, shared: true });
const exports = instantiate({ memory, thread: 0 });
exports.__wasm_call_ctors();
console.log(`constructed ${exports.constructed()}`);
console.log(`stacks ${(await Promise.all([1, 2].map(work))).join(', ')}`);
console.log(`constructed ${exports.constructed()}`);
console.log('end');

/** What a Worker finds. It says first that it listens. */
function work(thread) {
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(event.error ?? new Error(event.message));
    worker.onmessage = ({ data }) => {
      if (data.listens) return worker.postMessage({ memory, thread });
      worker.terminate();
      resolve(data.found);
    };
  });
}
