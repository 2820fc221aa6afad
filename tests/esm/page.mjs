// usage: page.mjs FOLDER [isolated] [as=TYPE]
// Shows the program of FOLDER in Chromium, from a static server under a Content Security Policy, until it prints `end` or fails; what it
// printed. `isolated` adds the headers that shared memory takes (COOP, COEP), and `as` is the type that .wasm files have.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { show } from '../hosts/browser.mjs';

const [folder, ...options] = process.argv.slice(2);
const as = options.find((option) => option.startsWith('as='))?.slice(3);
const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': as ?? 'application/wasm' };
const capture = '<script src="/capture.js"></script>';
const plain = '<!doctype html><meta charset="utf-8"><script type="module" src="./main.mjs"></script>';
const patience = 30_000;

/** A page of FOLDER's own is what a bundler writes. What prints is put before all of it. */
function page() {
  const own = join(folder, 'index.html');
  const html = existsSync(own) ? readFileSync(own, 'utf8') : plain;
  return html.replace(/<script|<link|<body/, `${capture}$&`);
}

function answer(request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
  response.setHeader('content-security-policy', "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'");
  if (options.includes('isolated')) {
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
  }
  if (path === '/') return response.setHeader('content-type', 'text/html').end(page());
  const file = path === '/capture.js' ? new URL('capture.js', import.meta.url) : join(folder, path);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream').end(readFileSync(file));
}

const end = await show(answer, mkdtempSync(join(tmpdir(), 'page-')));
setTimeout(() => end(`failed: the page says nothing for ${patience / 1000} s`), patience);
