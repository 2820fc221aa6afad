// usage: rollup.mjs PACKAGES TESTDATA: Rollup, with a plugin that reads modules as those do that people use with it, and Rolldown, which reads them itself.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fix } from 'wasm-initfix';
import wasmInitfix from 'wasm-initfix/rollup';
import { FIXED, PRINTS, bundler, holds, program, run, testdata } from './support.mjs';

const { rollup, watch } = bundler('rollup');
const { rolldown } = bundler('rolldown');

const INSTANTIATES = `const { exports } = (await WebAssembly.instantiateStreaming(fetch(url))).instance;\n${PRINTS}`;
const URL_OF = `import url from './plugin.wasm';\n${INSTANTIATES}`;
const BYTES = `import bytes from './plugin.wasm';\nconst { exports } = (await WebAssembly.instantiate(bytes)).instance;\n${PRINTS}`;

/** Exports the URL of a module that becomes a file of the build. */
const files = {
  name: 'files',
  load(id) {
    if (!id.endsWith('.wasm')) return null;
    const file = this.emitFile({ type: 'asset', name: basename(id), source: readFileSync(id) });
    return `export default import.meta.ROLLUP_FILE_URL_${file};`;
  },
};

/** Exports the bytes of a module, as text in the script. */
const bytes = {
  name: 'bytes',
  load(id) {
    if (!id.endsWith('.wasm')) return null;
    const text = JSON.stringify(readFileSync(id).toString('base64'));
    return `export default Uint8Array.from(atob(${text}), (char) => char.charCodeAt(0));`;
  },
};

const builtWith = (bundle, others, settings) => async (main, options, more) => {
  const root = program(main, more);
  const lines = [];
  const onLog = (_, { plugin, message }) => plugin === 'wasm-initfix' && lines.push(message.replace('[plugin wasm-initfix] ', ''));
  const plugins = options ? [wasmInitfix(options), ...others] : others;
  const build = await bundle({ input: 'src/main.js', plugins, onLog, ...settings });
  await build.write({ dir: 'dist', assetFileNames: '[name]-[hash][extname]' });
  return { printed: run(join(root, 'dist')), lines };
};

await holds(builtWith(rollup, [files]), URL_OF, 'js');
await holds(builtWith(rollup, [bytes]), BYTES, 'js');
await holds(builtWith(rolldown, [files]), URL_OF, 'js');
const moduleTypes = { '.wasm': 'binary' };
await holds(builtWith(rolldown, [], { moduleTypes }), BYTES, 'js');

// A module that changes while Rollup watches.
const root = program(URL_OF);
const watcher = watch({ input: 'src/main.js', plugins: [wasmInitfix(), files], logLevel: 'silent', output: { dir: 'dist', assetFileNames: 'plugin.wasm' } });
const end = () =>
  new Promise((resolve, reject) => {
    watcher.on('event', ({ code, error }) => (code === 'END' ? resolve() : error && reject(error)));
  });
const given = (name) => readFileSync(join(testdata, 'clang19', name));
const is = async (name) => {
  const { wasm } = await fix(given(name), { host: 'js' });
  assert.deepEqual(readFileSync(join(root, 'dist/plugin.wasm')), Buffer.from(wasm));
};
await end();
await is('wrapped.wasm');
const again = end();
writeFileSync(join(root, 'src/plugin.wasm'), given('wrapped-lto.wasm'));
await again;
await is('wrapped-lto.wasm');
await watcher.close();
assert.deepEqual(run(join(root, 'dist')), FIXED);
