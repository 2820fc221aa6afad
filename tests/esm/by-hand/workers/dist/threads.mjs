// The host's side of testdata/clang19/shared-threads.wasm, written by hand.
import { load } from './load.mjs';

const STACK = 65536;
const module = await load(new URL('./threads.wasm', import.meta.url));

/** The exports of an instance. Each but the first gets a stack and thread-local storage behind the static data. */
export function instantiate({ memory, thread }) {
  const env = { memory, in_constructor() {} };
  const { exports } = new WebAssembly.Instance(module, { env });
  if (thread > 0) {
    const base = Math.ceil(exports.__heap_base.value / 16) * 16 + (thread - 1) * STACK;
    exports.__wasm_init_tls(base);
    exports.__stack_pointer.value = base + STACK;
  }
  return exports;
}
