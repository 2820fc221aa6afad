// usage: vite-server.mjs PACKAGES TESTDATA: Vite's server, which gives a page scripts and modules one by one.
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fix } from 'wasm-initfix';
import wasmInitfix from 'wasm-initfix/vite';
import { bundler, program, testdata } from './support.mjs';

const { createServer } = bundler('vite');

const FORMS = [
  "import init from './plugin.wasm?init';\ninit();",
  "import { runs_ } from './plugin.wasm';\nruns_();",
  "import url from './plugin.wasm?url';\nconsole.log(url);",
  "console.log(new URL('./plugin.wasm', import.meta.url));",
];

/** A module of `testdata/clang19/`, and what is made of it for a host. */
const given = (name) => readFileSync(join(testdata, 'clang19', name));
const fixed = async (name) => Buffer.from((await fix(given(name), { host: 'js' })).wasm);

for (const base of ['/', '/below/']) {
  for (const main of FORMS) {
    const root = program(main);
    const server = await createServer({ root, base, configFile: false, logLevel: 'silent', plugins: [wasmInitfix()], server: { port: 0 } });
    await server.listen();
    const origin = `http://localhost:${server.httpServer.address().port}`;
    assert.deepEqual(await moduleOf(origin, `${base}src/main.js`), await fixed('wrapped.wasm'), main);

    // Another module in its place, while the page is there: first half of it, as a linker may have written it.
    const said = (wanted) =>
      new Promise((resolve) => {
        const { hot } = server.environments.client;
        const send = hot.send.bind(hot);
        hot.send = (payload, ...rest) => {
          if (payload.type === wanted) resolve(payload);
          send(payload, ...rest);
        };
      });
    const failed = said('error');
    writeFileSync(join(root, 'src/plugin.wasm'), given('wrapped-lto.wasm').subarray(0, 300));
    assert.match((await failed).err.message, /src[\\/]plugin\.wasm: a truncated module: 300 bytes are not all of it/);
    // What follows at once is the same change to Vite's watcher.
    await new Promise((later) => setTimeout(later, 200));
    const reloaded = said('full-reload');
    writeFileSync(join(root, 'src/plugin.wasm'), given('wrapped-lto.wasm'));
    await reloaded;
    assert.deepEqual(await moduleOf(origin, `${base}src/main.js`), await fixed('wrapped-lto.wasm'), main);

    // The first again, which a linker writes as another file.
    rmSync(join(root, 'src/plugin.wasm'));
    await new Promise((later) => setTimeout(later, 200));
    const back = said('full-reload');
    writeFileSync(join(root, 'src/plugin.wasm'), given('wrapped.wasm'));
    await back;
    assert.deepEqual(await moduleOf(origin, `${base}src/main.js`), await fixed('wrapped.wasm'), main);
    await server.close();
  }
}

/** The module that a script leads a page to, by way of other scripts. */
async function moduleOf(origin, path) {
  const response = await fetch(new URL(path, origin), { headers: { accept: '*/*' } });
  assert.ok(response.ok, `${path}: ${response.status}`);
  if (response.headers.get('content-type') === 'application/wasm') return Buffer.from(await response.arrayBuffer());
  const text = await response.text();
  const next = /["'](\/[^"']*\.wasm[^"']*)["']/.exec(text);
  assert.ok(next && next[1] !== path, text);
  return moduleOf(origin, next[1]);
}
