// usage: in-a-page.mjs MODULE SCENARIO…
// Threads as workers of a page in Chromium, which is served with the headers that shared memory takes (COOP, COEP).
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { show } from '../../hosts/browser.mjs';

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

const answer = (request, response) => {
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-embedder-policy', 'require-corp');
  const [type, content] = files[request.url] ?? [];
  if (!type) return response.writeHead(404).end();
  response.setHeader('content-type', type).end(content);
};
await show(answer, mkdtempSync(join(tmpdir(), 'threads-')));
