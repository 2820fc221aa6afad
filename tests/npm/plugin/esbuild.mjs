// usage: esbuild.mjs PACKAGES TESTDATA
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import wasmInitfix from 'wasm-initfix/esbuild';
import { PRINTS, bundler, holds, program, run } from './support.mjs';

const { build } = bundler('esbuild');

const INSTANTIATES = `const { exports } = (await WebAssembly.instantiateStreaming(fetch(url))).instance;\n${PRINTS}`;
const URL_OF = `import url from './plugin.wasm';\n${INSTANTIATES}`;
const BYTES = `import bytes from './plugin.wasm';\nconst { exports } = (await WebAssembly.instantiate(bytes)).instance;\n${PRINTS}`;

/** With one of esbuild's loaders. */
const builtWith = (loader) => async (main, options, files) => {
  const root = program(main, files);
  const lines = [];
  const { error } = console;
  console.error = (line) => lines.push(line.replace('wasm-initfix: ', ''));
  try {
    const plugins = options ? [wasmInitfix(options)] : [];
    const outdir = join(root, 'dist');
    const output = { bundle: true, format: 'esm', target: 'es2022', outdir, loader: { '.wasm': loader }, absWorkingDir: root };
    // It prints lines of its own.
    const { warnings } = await build({ entryPoints: ['src/main.js'], plugins, logLevel: 'info', ...output });
    return { printed: run(outdir), lines: [...lines, ...warnings.map(({ text }) => text)] };
  } finally {
    console.error = error;
  }
};

for (const [main, loader] of [[URL_OF, 'file'], [URL_OF, 'dataurl'], [BYTES, 'binary']]) await holds(builtWith(loader), main, 'js');

// The loader `copy` leaves the import, so what runs the program instantiates the module: Node 26 here.
const direct = builtWith('copy');
const node = process.env.WASM_INITFIX_NODE26;
const printed = async (options) => {
  await direct(`import * as exports from './plugin.wasm';\n${PRINTS}`, options).catch((error) => {
    // Node 20 imports no modules.
    if (!error.message.includes('Unknown file extension ".wasm"')) throw error;
  });
  return execFileSync(node, ['--no-warnings', 'dist/main.js'], { encoding: 'utf8' });
};
if (node) {
  assert.equal(await printed(undefined), '1 2\n');
  assert.equal(await printed({ host: 'esm' }), '1 1\n');
}
