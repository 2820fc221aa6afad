// Two instances, each with imports of its own, which need the memory in the constructors.
import { instantiate } from './dist/plugin.mjs';

const imports = (name) => (instance) => ({
  env: {
    log(at, length) {
      const bytes = new Uint8Array(instance.memory.buffer, at, length);
      console.log(`${name}: ${new TextDecoder().decode(bytes).trimEnd()}`);
    },
  },
});
const one = await instantiate({ imports: imports('one') });
const two = await instantiate({ imports: imports('two') });
for (const given of [undefined, {}, { imports: () => ({ env: {} }) }, { imports: async () => ({}) }]) {
  await instantiate(given).catch(({ name, message }) => console.log(`${name}: ${message}`));
}
console.log([one.total(), two.total()].join());
console.log('end');
