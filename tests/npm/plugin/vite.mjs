// usage: vite.mjs PACKAGES TESTDATA
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fix } from 'wasm-initfix';
import wasmInitfix from 'wasm-initfix/vite';
import { FIXED, PRINTS, bundler, holds, program, run, said, testdata } from './support.mjs';

const { build, createLogger } = bundler('vite');

const INIT = `import init from './plugin.wasm?init';\nconst { exports } = await init();\n${PRINTS}`;
const DIRECT = `import * as exports from './plugin.wasm';\n${PRINTS}`;
const INSTANTIATES = `const { exports } = (await WebAssembly.instantiateStreaming(fetch(url))).instance;\n${PRINTS}`;
const URL_OF = `import url from './plugin.wasm?url';\n${INSTANTIATES}`;
const NEW_URL = `const url = new URL('./plugin.wasm', import.meta.url);\n${INSTANTIATES}`;

/** `inline`: the module is text in the script. */
async function built(main, options, files, inline = false) {
  const root = program(main, files);
  const lines = [];
  const tell = (line) => void lines.push(line);
  const customLogger = { ...createLogger('silent'), info: tell, warn: tell };
  const plugins = options ? [wasmInitfix(options)] : [];
  const output = { target: 'esnext', assetsInlineLimit: inline ? 1 << 20 : 0, reportCompressedSize: false };
  await build({ root, configFile: false, customLogger, plugins, build: output });
  const said = lines.filter((line) => line.startsWith('wasm-initfix: ')).map((line) => line.slice('wasm-initfix: '.length));
  return { printed: run(join(root, 'dist/assets')), lines: said };
}

for (const [main, host] of [[INIT, 'js'], [DIRECT, 'vite'], [URL_OF, 'js'], [NEW_URL, 'js']]) {
  await holds(built, main, host);
  assert.deepEqual((await built(main, {}, {}, true)).printed, FIXED);
}

// In two forms, for two hosts.
const both = `import * as direct from './plugin.wasm';\n${INIT}console.log(direct.runs_(), direct.runs_());`;
assert.deepEqual((await built(both, {})).printed, ['1 1', '1 1']);

// What a module imports lies beside it.
const log = readFileSync(join(testdata, 'clang19/wrapped-log.wasm'));
const { wasm } = await fix(log, { init: 'keep', renameImport: 'env=./env.mjs' });
const files = { 'src/plugin.wasm': wasm, 'src/env.mjs': 'export const log = () => console.log("constructs");' };
const calls = "import { total } from './plugin.wasm';\ntotal();\ntotal();";
assert.deepEqual((await built(calls, undefined, files)).printed, ['constructs', 'constructs', 'constructs', 'constructs']);
assert.deepEqual((await built(calls, { assume: './env.mjs.log=pure' }, files)).printed, ['constructs', 'constructs']);

// By the JavaScript that wasm-bindgen wrote for it, which is not there here.
const bound = readFileSync(join(testdata, 'rust196/bindgen-log-bound.wasm'));
const needed = WebAssembly.Module.imports(new WebAssembly.Module(bound)).map(({ name }) => `export function ${name}() {}`);
const bindgen = { 'src/plugin.wasm': bound, 'src/case_bg.js': needed.join('\n') };
const { lines } = await built("import * as wasm from './plugin.wasm';\nconsole.log(typeof wasm.memory);", {}, bindgen);
assert.deepEqual(lines, [said('js')]);

// In a package, which knows its module.
const main = INIT.replace('./plugin.wasm', 'given/plugin.wasm');
const given = { 'node_modules/given/package.json': '{}', 'node_modules/given/plugin.wasm': readFileSync(join(testdata, 'clang19/wrapped.wasm')) };
assert.deepEqual((await built(main, {}, given)).printed, ['1 2']);
assert.deepEqual((await built(main, { exclude: [] }, given)).printed, FIXED);

// Only code is code, and a comment asks for a file as it is.
const texts = `${NEW_URL}console.log("new URL('./plugin.wasm', import.meta.url)");\n// new URL('./plugin.wasm', import.meta.url)\n`;
const ignored = `export const it = () => new URL(/* @vite-ignore */ './plugin.wasm', import.meta.url);\nconsole.log(String(it).includes('./plugin.wasm'));`;
assert.deepEqual((await built(texts, {})).printed, [...FIXED, "new URL('./plugin.wasm', import.meta.url)"]);
assert.deepEqual((await built(ignored, {})).printed, ['true']);

// A worker is a program of its own to Vite.
const worker = "const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });\nexport default worker;";
for (const plugins of [[], [wasmInitfix()]]) {
  const root = program(worker, { 'src/worker.js': INIT });
  await build({ root, configFile: false, logLevel: 'silent', worker: { format: 'es', plugins: () => plugins }, build: { assetsInlineLimit: 0 } });
  const assets = join(root, 'dist/assets');
  const [name] = readdirSync(assets).filter((name) => name.endsWith('.wasm'));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(join(assets, name))));
  assert.deepEqual([exports.runs_(), exports.runs_()], plugins.length > 0 ? [1, 1] : [1, 2]);
}

// A module that changes while Vite builds again and again.
const root = program(URL_OF);
const output = { target: 'esnext', assetsInlineLimit: 0, watch: {}, rolldownOptions: { output: { assetFileNames: '[name][extname]' } } };
const watcher = await build({ root, configFile: false, logLevel: 'silent', plugins: [wasmInitfix()], build: output });
const end = () =>
  new Promise((resolve, reject) => {
    watcher.on('event', ({ code, error }) => (code === 'END' ? resolve() : error && reject(error)));
  });
const is = async (name) => {
  const { wasm } = await fix(readFileSync(join(testdata, 'clang19', name)), { host: 'js' });
  assert.deepEqual(readFileSync(join(root, 'dist/plugin.wasm')), Buffer.from(wasm));
};
await end();
await is('wrapped.wasm');
const again = end();
writeFileSync(join(root, 'src/plugin.wasm'), readFileSync(join(testdata, 'clang19/wrapped-lto.wasm')));
await again;
await is('wrapped-lto.wasm');
await watcher.close();
