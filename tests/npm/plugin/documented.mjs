// usage: documented.mjs PACKAGES TESTDATA: the settings of docs/bundlers.md, as they stand there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FIXED, PRINTS, bundler, packages, program, run, said, testdata } from './support.mjs';

const page = readFileSync(join(testdata, '../docs/bundlers.md'), 'utf8');
const blocks = [...page.matchAll(/^```js\n\/\/ ([\w.]+).*\n([^]*?)^```$/gm)].map(([, name, code]) => [name, code]);
const settings = Object.fromEntries(blocks);
assert.deepEqual(Object.keys(settings), ['vite.config.js', 'webpack.config.mjs', 'rollup.config.js', 'esbuild']);

const INIT = `import init from './plugin.wasm?init';\nconst { exports } = await init();\n${PRINTS}`;
const DIRECT = `import * as exports from './plugin.wasm';\n${PRINTS}`;
const URL_OF = `import url from './plugin.wasm';\nconst { exports } = (await WebAssembly.instantiateStreaming(fetch(url))).instance;\n${PRINTS}`;

{
  const root = program(INIT, { 'vite.config.js': settings['vite.config.js'] });
  const printed = execFileSync(process.execPath, [join(packages, 'node_modules/vite/bin/vite.js'), 'build'], { cwd: root, encoding: 'utf8' });
  assert.ok(printed.includes(`wasm-initfix: ${said('js')}\n`), printed);
  assert.ok(page.includes(`wasm-initfix: ${said('js')}\n`));
  assert.deepEqual(run(join(root, 'dist/assets')), FIXED);
}

{
  const root = program(DIRECT, { 'webpack.config.mjs': settings['webpack.config.mjs'] });
  const { default: written } = await import(pathToFileURL(join(root, 'webpack.config.mjs')));
  const output = { path: join(root, 'dist'), filename: 'main.js', publicPath: '/' };
  const configuration = { mode: 'production', context: root, entry: './src/main.js', output, ...written };
  const stats = await new Promise((resolve, reject) => {
    bundler('webpack')(configuration, (error, stats) => (error ? reject(error) : resolve(stats)));
  });
  // As its command prints it by default.
  assert.match(stats.toString(), /LOG from wasm-initfix\n<i> plugin\.wasm: constructors: every call → first call, once/);
  assert.deepEqual(run(join(root, 'dist')), FIXED);
}

{
  const root = program(URL_OF, { 'build.mjs': settings.esbuild });
  symlinkSync(join(packages, 'node_modules/esbuild'), join(root, 'node_modules/esbuild'));
  execFileSync(process.execPath, ['build.mjs'], { cwd: root });
  assert.deepEqual(run(join(root, 'dist')), FIXED);
}
