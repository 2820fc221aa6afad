// usage: threads.mjs MODULE SCENARIO
// Threads on one shared memory, as workers of Node. Each instance has a stack and thread-local storage of its own, which the host
// puts behind the static data.
//
//   at-once       four workers make the first call together
//   calls-back    the constructor calls an import, which calls an export
//   spawns        the constructor starts a thread, and waits for its end
//   main-first    the main thread makes the first call, workers follow
import { readFileSync } from 'node:fs';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const STACK = 65536;
const say = (...words) => console.log(...words);

/** An instance for a thread: 0 is the main thread, whose stack the module has. */
function instantiate({ module, memory, thread, initialises }, inConstructor) {
  let instance;
  const env = { memory, in_constructor: () => inConstructor?.(instance.exports) };
  instance = new WebAssembly.Instance(module, { env });
  const { __heap_base, __stack_pointer, __tls_size, __wasm_init_tls } = instance.exports;
  if (thread > 0) {
    const base = Math.ceil(__heap_base.value / 16) * 16 + (thread - 1) * STACK;
    __wasm_init_tls(base);
    __stack_pointer.value = base + STACK;
    if (__tls_size.value > 4096) throw new Error('no room for thread-local storage');
  }
  if (initialises) instance.exports.__wasm_call_ctors();
  return instance.exports;
}

/** What a worker does: it says what it found. */
function work() {
  const { task, flags, ...given } = workerData;
  const cell = new Int32Array(flags);
  const exports = instantiate(given, (exports) => {
    if (task === 'calls-back') exports.square(3);
    if (task === 'spawns') {
      parentPort.postMessage({ spawn: true });
      Atomics.wait(cell, 0, 0);
    }
  });
  if (task === 'thread') {
    exports.wasi_thread_start(1, 1);
    Atomics.store(cell, 0, 1);
    Atomics.notify(cell, 0);
    return;
  }
  const { thread } = given;
  const first = task === 'at-once' ? exports.fill_stack(thread, 4) : exports.square(thread);
  parentPort.postMessage({ found: [first, exports.own_sum(thread), exports.constructed(), exports.started()] });
}

async function host([path, scenario, ...more]) {
  const module = new WebAssembly.Module(readFileSync(path));
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 16, shared: true });
  const flags = new SharedArrayBuffer(4);
  const initialises = more.includes('each-calls-ctors');
  const start = (thread, task) => {
    const workerData = { module, memory, thread, task, flags, initialises: initialises && task !== 'thread' };
    const worker = new Worker(new URL(import.meta.url), { workerData });
    return new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.on('message', ({ spawn, found }) => {
        if (spawn) start(7, 'thread').catch(reject);
        else resolve(found);
      });
    });
  };
  if (scenario === 'main-first') {
    const exports = instantiate({ module, memory, thread: 0 });
    say(`main: ${exports.square(5)}, constructed ${exports.constructed()}`);
  }
  const numbers = scenario === 'spawns' || scenario === 'calls-back' ? [1] : [1, 2, 3, 4];
  const found = await Promise.all(numbers.map((thread) => start(thread, scenario)));
  found.forEach((it, at) => say(`thread ${numbers[at]}: ${it[0]}, own ${it[1]}, constructed ${it[2]}, started ${it[3]}`));
}

if (isMainThread) {
  host(process.argv.slice(2)).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
} else {
  work();
}
