// For esbuild: a module is fixed when it is loaded, for whichever of esbuild's loaders takes its bytes then.
import { readFile } from 'node:fs/promises';
import { Modules } from './modules.mjs';

/** Levels of esbuild's log at which it says more than warnings. */
const TELLS = new Set(['info', 'debug', 'verbose']);

export default function wasmInitfix(options) {
  return {
    name: 'wasm-initfix',
    setup(build) {
      const modules = new Modules(options);
      build.onLoad({ filter: /\.wasm$/, namespace: 'file' }, async ({ path }) => {
        if (!modules.has(path)) return undefined;
        const watchFiles = [path];
        try {
          const { wasm, line, warnings, isNew } = await modules.fixed(path, await readFile(path), 'js');
          // Plugins have warnings and errors, and no other way to the log.
          if (isNew && TELLS.has(build.initialOptions.logLevel)) console.error(`wasm-initfix: ${line}`);
          return { contents: wasm, loader: 'default', warnings: warnings.map((text) => ({ text })), watchFiles };
        } catch (error) {
          return { errors: [{ text: error.message, detail: error }], watchFiles };
        }
      });
    },
  };
}
