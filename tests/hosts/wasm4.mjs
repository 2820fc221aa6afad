// usage: wasm4.mjs W4 CART
// Bundles a cart into a page, and lets Chromium show it until the cart has traced what its first frame knows: what a cart
// computes is not to be seen otherwise. The page is served, so that it can tell what is traced.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [w4, cart] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'wasm4-'));
const path = join(folder, 'cart.html');
execFileSync(process.execPath, [w4, 'bundle', cart, '--html', path], { stdio: 'ignore' });

// `trace` writes to the console, as others do; a cart without the host's memory traces nothing but an end.
const listens = `<script>
  const lines = [];
  const end = (line) => fetch('/ended', { method: 'POST', body: [...lines, line].join('\\n') });
  const { log } = console;
  console.log = (line, ...rest) => {
    log(line, ...rest);
    if (line === 'start') lines.push(line);
    if (line === '' || /^answer/.test(line)) end(line || 'nothing');
  };
  addEventListener('unhandledrejection', ({ reason }) => end('failed: ' + reason.message));
</script>`;
const page = readFileSync(path, 'utf8').replace('<head>', () => `<head>${listens}`);

const server = createServer(async (request, response) => {
  if (request.method === 'GET') return response.setHeader('content-type', 'text/html').end(page);
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
