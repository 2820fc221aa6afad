// usage: bundle.mjs PACKAGES BUNDLER FOLDER OUT [FORMAT]
// Builds the program of FOLDER (main.mjs, and worker.mjs if there is one) into OUT, with a bundler of the folder PACKAGES and as little
// configuration as it takes; what that is, docs/javascript.md says too. In a FORMAT of scripts that are no modules, Rollup and esbuild write main.cjs.
import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [packages, bundler, folder, out, format] = process.argv.slice(2);
const require = createRequire(join(packages, 'package.json'));
const main = join(folder, 'main.mjs');
const extension = format ? 'cjs' : 'mjs';
const entries = ['main', 'worker'].map((name) => join(folder, `${name}.mjs`)).filter((path) => existsSync(path));

const bundlers = {
  /** Writes what `new URL('x.wasm', import.meta.url)` names; in the script itself if it is small, which the policy of a page may forbid. */
  async vite() {
    writeFileSync(join(folder, 'index.html'), '<!doctype html><meta charset="utf-8"><script type="module" src="./main.mjs"></script>');
    const { build } = require('vite');
    const options = { outDir: out, emptyOutDir: true, assetsInlineLimit: 0 };
    await build({ root: folder, configFile: false, logLevel: 'warn', build: options, worker: { format: 'es' } });
  },

  /** Writes it too. Its script is no module. */
  async webpack() {
    const output = { path: out, filename: 'main.js' };
    // Without its advice about large files.
    const configuration = { mode: 'production', context: folder, entry: main, output, performance: false };
    const stats = await new Promise((resolve, reject) => {
      require('webpack')(configuration, (error, stats) => (error ? reject(error) : resolve(stats)));
    });
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
    writeFileSync(join(out, 'index.html'), '<!doctype html><meta charset="utf-8"><script defer src="main.js"></script>');
  },

  /** Leaves `new URL` as it is. */
  async rollup() {
    const { rollup } = require('rollup');
    const onwarn = ({ message }) => {
      throw new Error(message);
    };
    const bundle = await rollup({ input: entries, onwarn });
    const names = `[name].${extension}`;
    await bundle.write({ dir: out, format: format ?? 'es', entryFileNames: names, chunkFileNames: names });
    copyModules();
  },

  /** The same. */
  async esbuild() {
    const output = { format: format ?? 'esm', outdir: out, outExtension: { '.js': `.${extension}` } };
    await require('esbuild').build({ entryPoints: entries, bundle: true, ...output, logLevel: 'warning' });
    copyModules();
  },
};

/** To where the script now looks for them. */
function copyModules() {
  const dist = join(folder, 'dist');
  for (const name of readdirSync(dist).filter((name) => name.endsWith('.wasm'))) copyFileSync(join(dist, name), join(out, name));
}

await bundlers[bundler]();
