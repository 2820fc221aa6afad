// Programs that import a module whose constructors run at each call, until it is fixed: `runs_()` then counts 1, 2, and 1, 1 afterwards.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const [packages, testdata] = process.argv.slice(2);

/** A bundler of the folder that the first argument names. */
export const bundler = createRequire(join(packages, 'package.json'));

/** Vite itself finds no files below a folder with `#` in its name. */
const FOLDER = /(rollup|webpack|esbuild)\.mjs$/.test(process.argv[1]) ? 'program #1' : 'a program';

export const FIXED = ['1 1'];
export const AS_IT_WAS = ['1 2'];

/** What a plugin says of the module. */
export const said = (host) =>
  `plugin.wasm: constructors: every call → first call, once (${host} calls no init function of this module)`;

/** What prints how often the constructors have run at two calls. */
export const PRINTS = 'console.log(exports.runs_(), exports.runs_());\n';

/** A program of its own: a folder with `src/main.js`, `src/plugin.wasm` and the files that are given. */
export function program(main, files = {}) {
  const folder = join(dirname(fileURLToPath(import.meta.url)), FOLDER);
  rmSync(folder, { recursive: true, force: true });
  // What plugins keep is the program's own.
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  const page = '<script type="module" src="src/main.js"></script>';
  const module = readFileSync(join(testdata, 'clang19/wrapped.wasm'));
  const all = { 'package.json': '{ "type": "module" }', 'index.html': page, 'src/main.js': main, 'src/plugin.wasm': module, ...files };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  process.chdir(folder);
  return folder;
}

/** What a page has that built scripts ask for, and Node has not: its files, and a document in which nothing happens. */
const PAGE = `
  import { readFile } from 'node:fs/promises';
  import { basename, join } from 'node:path';
  import { pathToFileURL } from 'node:url';

  const [folder, script] = process.argv.slice(1);
  const { fetch } = globalThis;
  globalThis.fetch = async (url) => {
    if (String(url).startsWith('data:')) return fetch(url);
    return new Response(await readFile(join(folder, basename(String(url)))), { headers: { 'content-type': 'application/wasm' } });
  };
  const relList = { supports: () => true };
  globalThis.document = { baseURI: 'http://localhost/', querySelector() {}, getElementsByTagName: () => [], createElement: () => ({ relList }) };
  globalThis.MutationObserver = class { observe() {} };
  globalThis.self = globalThis;
  globalThis.location = new URL('http://localhost/');
  await import(pathToFileURL(join(folder, script)));
`;

/** What the only script of a folder prints. */
export function run(folder) {
  const script = readdirSync(folder).find((name) => /\.m?js$/.test(name));
  const node = ['--no-warnings', '--input-type=module', '-e', PAGE, folder, script];
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout.trimEnd().split('\n');
}

/**
 * What holds with each bundler. `built(main, options, files)` builds a program, with the plugin if there are options, and gives what the
 * program prints and what the plugin said; `main` imports `./plugin.wasm` in a form of the host's name.
 */
export async function holds(built, main, host) {
  const is = async (expected, options, files) => assert.deepEqual((await built(main, options, files)).printed, expected, main);
  assert.deepEqual(await built(main), { printed: AS_IT_WAS, lines: [] }, main);
  assert.deepEqual(await built(main, {}), { printed: FIXED, lines: [said(host)] }, main);
  await is(AS_IT_WAS, { exclude: /plugin/ });
  await is(AS_IT_WAS, { exclude: ['src/**/*.{wasm,wat}'] });
  await is(AS_IT_WAS, { include: 'lib/**' });
  await is(FIXED, { include: 'src/*.wasm', exclude: (path) => path.endsWith('.wat') });
  const { printed, lines } = await built(main, { init: 'start', host: 'bun' });
  assert.deepEqual(printed, FIXED);
  assert.equal(lines[0], 'plugin.wasm: constructors: every call → start section (--init asks for it)');
  assert.match(lines[1], /^plugin\.wasm: with bun, func 5 .* may read the exported memory `memory`/);
  await fails(() => built(main, { initt: 'start' }), /plugin\.wasm: no option is called `initt`; did you mean init\?/);
  const text = { 'src/plugin.wasm': 'text' };
  await fails(() => built(main, {}, text), /src[\\/]plugin\.wasm: text, not a WebAssembly module; it starts with "text"/);
}

async function fails(build, pattern) {
  await assert.rejects(build, (error) => {
    assert.match(error.message, pattern);
    return true;
  });
}
