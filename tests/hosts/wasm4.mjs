// usage: wasm4.mjs W4 CART
// Bundles a cart into a page, and lets Chromium show it until the cart has traced what its first frame knows: what a cart
// computes is not to be seen otherwise. The page is served, so that it can tell what is traced.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { show } from './browser.mjs';

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

await show((_, response) => response.setHeader('content-type', 'text/html').end(page), folder);
