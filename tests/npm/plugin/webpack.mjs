// usage: webpack.mjs PACKAGES TESTDATA
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import wasmInitfix from 'wasm-initfix/webpack';
import { AS_IT_WAS, FIXED, PRINTS, bundler, holds, program, run, said } from './support.mjs';

const webpack = bundler('webpack');

const DIRECT = `import * as exports from './plugin.wasm';\n${PRINTS}`;
const INSTANTIATES = `const { exports } = (await WebAssembly.instantiateStreaming(fetch(url))).instance;\n${PRINTS}`;
const URL_OF = `import url from './plugin.wasm';\n${INSTANTIATES}`;
const NEW_URL = `const url = new URL('./plugin.wasm', import.meta.url);\n${INSTANTIATES}`;
const BYTES = `import bytes from './plugin.wasm';\nconst { exports } = (await WebAssembly.instantiate(bytes)).instance;\n${PRINTS}`;

/** The settings of a form of imports. */
const byWebpack = { experiments: { asyncWebAssembly: true } };
const asset = (type, more) => ({ module: { rules: [{ test: /\.wasm$/, type, ...more }] } });
const inline = asset('asset/inline', { generator: { dataUrl: (bytes) => `data:application/wasm;base64,${bytes.toString('base64')}` } });

function compiler(root, options, settings) {
  const output = { path: join(root, 'dist'), filename: 'main.js', publicPath: '/' };
  const plugins = options ? [wasmInitfix(options)] : [];
  return webpack({ mode: 'production', context: root, entry: './src/main.js', output, plugins, ...settings });
}

const builtWith = (settings) => async (main, options, files) => builtIn(program(main, files), options, settings);

async function builtIn(root, options, settings) {
  const stats = await new Promise((resolve, reject) => {
    const it = compiler(root, options, settings);
    // What it keeps for the next build is written when it is closed.
    it.run((error, stats) => it.close((late) => (error || late ? reject(error ?? late) : resolve(stats))));
  });
  if (stats.hasErrors()) throw new Error(stats.toString());
  const { logging, warnings } = stats.toJson({ logging: 'info', warnings: true });
  const lines = (logging['wasm-initfix']?.entries ?? []).map(({ message }) => message);
  const warned = warnings.filter(({ message }) => message.includes('wasm-initfix')).map(({ message }) => /wasm-initfix: (.*)/.exec(message)[1]);
  return { printed: run(join(root, 'dist')), lines: [...lines, ...warned] };
}

await holds(builtWith(byWebpack), DIRECT, 'webpack');
await holds(builtWith({}), NEW_URL, 'js');
for (const [main, settings] of [[URL_OF, asset('asset/resource')], [URL_OF, inline], [BYTES, asset('asset/bytes')]]) {
  assert.deepEqual(await builtWith(settings)(main, {}), { printed: FIXED, lines: [said('js')] });
}

// With what webpack keeps from a build before, other options and another module are not those of then.
const root = program(NEW_URL);
const cache = { type: 'filesystem', cacheDirectory: join(root, 'cache') };
const kept = async (options) => (await builtIn(root, options, { cache })).printed;
assert.deepEqual(await kept({ init: 'keep' }), AS_IT_WAS);
assert.deepEqual(await kept({ init: 'keep' }), AS_IT_WAS);
assert.deepEqual(await kept({}), FIXED);
assert.deepEqual(await kept(undefined), AS_IT_WAS);
writeFileSync(join(root, 'src/plugin.wasm'), 'text');
await assert.rejects(kept({}), /text, not a WebAssembly module/);
