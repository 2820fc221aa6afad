// For Vite, when it builds and while it serves: `import … from './x.wasm'`, `?init`, `?url`, and `new URL('./x.wasm', import.meta.url)`.
import { join } from 'node:path';
import { Copies } from './copies.mjs';
import { Modules } from './modules.mjs';
import { resolved } from './resolved.mjs';
import { MENTIONS, withCopies } from './urls.mjs';

export default function wasmInitfix(options) {
  const modules = new Modules(options);
  let copies;
  const inCode = {
    name: 'wasm-initfix:urls',
    transform: {
      filter: { code: MENTIONS },
      handler(code, id) {
        return withCopies(this, { copies, modules }, code, id);
      },
    },
  };
  const inImports = {
    name: 'wasm-initfix',
    enforce: 'pre',
    configResolved({ cacheDir, logger }) {
      const log = { info: (line) => logger.info(`wasm-initfix: ${line}`), warn: (line) => logger.warn(`wasm-initfix: ${line}`) };
      copies = new Copies(modules, join(cacheDir, 'wasm-initfix'), log);
    },
    async buildStart() {
      await copies.refresh();
    },
    resolveId(source, importer, how) {
      return resolved(this, { copies, modules, hostOf }, source, importer, how);
    },
    /** A file that changed, while Vite serves: what is made of its copies is made again. */
    async hotUpdate({ type, file, modules: changed }) {
      // A linker may write it anew in a moment.
      if (type === 'delete') return undefined;
      const written = await copies.refresh(file);
      const made = written.flatMap((copy) => [...(this.environment.moduleGraph.getModulesByFile(copy) ?? [])]);
      return made.length > 0 ? [...changed, ...made] : undefined;
    },
  };
  return [inImports, inCode];
}

/** Vite instantiates what is imported as it is, and as `?vite-wasm-instance` by its own code; the program does the rest. */
function hostOf(query) {
  return query === '' || query.includes('vite-wasm-instance') ? 'vite' : 'js';
}
