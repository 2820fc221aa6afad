#!/usr/bin/env node
// The command line: the same program as the native one, as WebAssembly, with the files and the terminal of Node's WASI.
import { readFile } from 'node:fs/promises';
import { parse } from 'node:path';

// Node says of WASI that it is experimental, which users of this command need not know.
const { emitWarning } = process;
process.emitWarning = (warning, ...rest) => {
  if (rest[0] !== 'ExperimentalWarning') emitWarning.call(process, warning, ...rest);
};
const { WASI } = await import('node:wasi');

// The module sees one drive, as `/`. It has no current folder of its own: `PWD` names it.
const folder = process.cwd();
const { root } = parse(folder);
const wasi = new WASI({
  version: 'preview1',
  args: ['wasm-initfix', ...process.argv.slice(2)],
  env: { ...process.env, PWD: `/${folder.slice(root.length).replaceAll('\\', '/')}` },
  preopens: { '/': root },
});
const module = await WebAssembly.compile(await readFile(new URL('dist/cli.wasm', import.meta.url)));
process.exitCode = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
