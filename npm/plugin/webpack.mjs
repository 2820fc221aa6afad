// For webpack: a loader before all others, so that the module is fixed in each form in which it is used.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Modules } from './modules.mjs';

const { version } = createRequire(import.meta.url)('../package.json');

const loader = fileURLToPath(new URL('webpack-loader.mjs', import.meta.url));

export default function wasmInitfix(options) {
  const modules = new Modules(options);
  return {
    apply({ options: { cache, module } }) {
      const use = [{ loader, options: modules.options }];
      module.rules.unshift({ enforce: 'pre', test: (path) => modules.has(path), use });
      // What webpack keeps on the disk was made with other options, or by another version of this tool.
      if (cache?.type === 'filesystem') cache.version = `${cache.version}|wasm-initfix ${version} ${modules}`;
    },
  };
}
