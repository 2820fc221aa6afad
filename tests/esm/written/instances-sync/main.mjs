// Two instances of one compiled module, without a promise; each has imports of its own, which need the memory in the constructors.
import { compile, instantiate } from './dist/plugin.mjs';

const imports = (name) => (instance) => ({
  env: {
    log(at, length) {
      const bytes = new Uint8Array(instance.memory.buffer, at, length);
      console.log(`${name}: ${new TextDecoder().decode(bytes).trimEnd()}`);
    },
  },
});
const module = compile();
const one = instantiate({ module, imports: imports('one') });
const two = instantiate({ imports: imports('two') });
for (const given of [undefined, {}, { imports: () => ({ env: {} }) }, { imports: async () => ({}) }]) {
  try {
    instantiate(given);
  } catch ({ name, message }) {
    console.log(`${name}: ${message}`);
  }
}
console.log([one.total(), two.total()].join());
console.log('end');
