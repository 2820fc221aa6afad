// usage: in-a-page.mjs MODULE SCENARIO…
// Threads as workers of a page in Chromium, which is served with the headers that shared memory takes (COOP, COEP).
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [path, ...scenarios] = process.argv.slice(2);
const page = `<!doctype html><script type="module">
  import { scenario } from './thread.mjs';
  const end = (lines) => fetch('/ended', { method: 'POST', body: lines.join('\\n') });
  const start = (given, onMessage) => {
    const worker = new Worker('./worker.mjs', { type: 'module' });
    worker.onmessage = ({ data }) => onMessage(data);
    worker.onerror = ({ message }) => end(['failed: ' + message]);
    worker.postMessage(given);
  };
  const module = await WebAssembly.compileStreaming(fetch('/module.wasm'));
  const lines = [];
  for (const name of ${JSON.stringify(scenarios)}) lines.push(name, ...(await scenario(name, module, false, start)));
  end(lines);
</script>`;
const worker = `import { work } from './thread.mjs'; onmessage = ({ data }) => work(data, (message) => postMessage(message));`;
const files = {
  '/': ['text/html', page],
  '/worker.mjs': ['text/javascript', worker],
  '/thread.mjs': ['text/javascript', readFileSync(new URL('thread.mjs', import.meta.url))],
  '/module.wasm': ['application/wasm', readFileSync(path)],
};

const folder = mkdtempSync(join(tmpdir(), 'threads-'));
const server = createServer(async (request, response) => {
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-embedder-policy', 'require-corp');
  if (request.method === 'GET') {
    const [type, content] = files[request.url] ?? [];
    if (!type) return response.writeHead(404).end();
    return response.setHeader('content-type', type).end(content);
  }
  const body = await request.toArray();
  response.end();
  end(Buffer.concat(body).toString());
}).listen(0, '127.0.0.1');
await new Promise((listening) => server.once('listening', listening));
const flags = ['headless', 'no-sandbox', 'disable-gpu', 'no-first-run', 'disable-background-networking'];
flags.push('disable-component-update', 'disable-sync', `user-data-dir=${join(folder, 'profile')}`);
const address = `http://127.0.0.1:${server.address().port}/`;
// In a group of its own: it starts processes, and they have to go with it.
const browser = spawn('chromium', [...flags.map((flag) => `--${flag}`), address], { stdio: 'ignore', detached: true });
browser.once('exit', (code) => end(`failed: chromium exited with ${code}`));

function end(lines) {
  console.log(lines);
  browser.removeAllListeners('exit').once('exit', () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    process.exit(0);
  });
  process.kill(-browser.pid);
}
