// For Rollup and Rolldown: what another plugin, or the program, makes of a `.wasm` is a module that the program instantiates.
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Copies } from './copies.mjs';
import { Modules } from './modules.mjs';
import { resolved } from './resolved.mjs';

export default function wasmInitfix(options) {
  const modules = new Modules(options);
  let log;
  const copies = new Copies(modules, folder(), { info: (line) => log.info(line), warn: (line) => log.warn(line) });
  return {
    name: 'wasm-initfix',
    async buildStart() {
      log = this;
      // Of a build that is done again, some imports are not resolved again.
      await copies.refresh();
    },
    resolveId: {
      order: 'pre',
      handler(source, importer, how) {
        return resolved(this, { copies, modules, hostOf: () => 'js' }, source, importer, how);
      },
    },
  };
}

/** Where tools keep such files, beside the packages that are used here. */
function folder() {
  for (let at = resolve('.'); ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules'))) return join(at, 'node_modules/.cache/wasm-initfix');
    if (at === dirname(at)) return join(tmpdir(), 'wasm-initfix');
  }
}
