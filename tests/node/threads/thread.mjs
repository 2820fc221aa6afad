// One thread of a module that shares its memory: in Node and in browsers.

const STACK = 65536;

/** An instance for a thread. Where the linker made a stack and thread-local storage, it has its own; 0 has the module's. */
export function instantiate({ module, memory, thread, initialises }, inConstructor) {
  let instance;
  const env = { memory, in_constructor: () => inConstructor?.(instance.exports) };
  instance = new WebAssembly.Instance(module, { env });
  if (thread > 0 && instance.exports.__wasm_init_tls) giveStack(instance.exports, thread);
  if (initialises) (instance.exports._initialize ?? instance.exports.__wasm_call_ctors)();
  return instance.exports;
}

/** Behind the static data. */
function giveStack({ __heap_base, __stack_pointer, __tls_size, __wasm_init_tls }, thread) {
  const base = Math.ceil(__heap_base.value / 16) * 16 + (thread - 1) * STACK;
  if (__tls_size.value > 4096) throw new Error('no room for thread-local storage');
  __wasm_init_tls(base);
  __stack_pointer.value = base + STACK;
}

/** What a worker does. It posts what it found. */
export function work({ task, flags, ...given }, post) {
  const cell = new Int32Array(flags);
  const inConstructor = {
    'calls-back': (exports) => exports.square(3),
    spawns: () => {
      post({ spawn: true });
      Atomics.wait(cell, 0, 0);
    },
    'main-waits': () => {
      post({ constructs: true });
      Atomics.wait(cell, 0, 0, 300);
    },
  };
  const exports = instantiate(given, inConstructor[task]);
  if (task === 'thread') {
    exports.wasi_thread_start(1, 1);
    Atomics.store(cell, 0, 1);
    Atomics.notify(cell, 0);
    return;
  }
  const { thread } = given;
  const first = task === 'at-once' ? exports.fill_stack(thread, 4) : exports.square(thread);
  post({ found: [first, exports.own_sum(thread), exports.constructed(), exports.started()] });
}

/**
 * What the main thread does, and the lines that it has to say; `start(workerData, onMessage)` starts a worker.
 *
 *   at-once       four workers make the first call together
 *   calls-back    the constructor calls an import, which calls an export
 *   spawns        the constructor starts a thread, and waits for its end
 *   main-first    the main thread makes the first call, workers follow
 *   main-waits    the main thread calls while a worker constructs
 */
export async function scenario(name, module, initialises, start) {
  const memory = new WebAssembly.Memory({ initial: 12, maximum: 16, shared: true });
  const flags = new SharedArrayBuffer(4);
  const lines = [];
  const call = (exports) => lines.push(`main: ${exports.square(5)}, constructed ${exports.constructed()}`);
  const worker = (thread, task) =>
    new Promise((resolve) => {
      const given = { module, memory, thread, task, flags, initialises: initialises && task !== 'thread' };
      start(given, ({ spawn, constructs, found }) => {
        if (spawn) worker(7, 'thread');
        if (constructs) call(instantiate({ module, memory, thread: 0 }));
        if (found) resolve(found);
      });
    });
  if (name === 'main-first') call(instantiate({ module, memory, thread: 0 }));
  const threads = name === 'at-once' || name === 'main-first' ? [1, 2, 3, 4] : [1];
  const all = await Promise.all(threads.map((thread) => worker(thread, name)));
  all.forEach(([first, own, constructed, started], at) => {
    lines.push(`thread ${threads[at]}: ${first}, own ${own}, constructed ${constructed}, started ${started}`);
  });
  return lines;
}
