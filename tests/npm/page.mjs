// usage: page.mjs SITE MODULE [SCREENSHOT WIDTH light|dark]: drops a module onto the page in headless Chromium, and prints as JSON what the page then
// says, what the module that it gives does, how long it `took` to say it, and how long the page's thread was `busy`, in milliseconds.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

const [site, module, screenshot, width = '1000', scheme = 'light'] = process.argv.slice(2);
const TYPES = { '.html': 'text/html', '.mjs': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };

/** What a user does, in the page. */
async function use() {
  const dataTransfer = new DataTransfer();
  const bytes = await (await fetch('/dropped.wasm')).arrayBuffer();
  dataTransfer.items.add(new File([bytes], 'dropped.wasm'));
  const said = (id) => document.getElementById(id).innerText;
  const result = document.getElementById('result');
  // What the link leads to: the page's policy lets nothing fetch that.
  const blobs = [];
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob) => (blobs.push(blob), createObjectURL(blob));
  const start = performance.now();
  document.getElementById('drop').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  while (result.hidden) await new Promise((later) => setTimeout(later, 5));
  const took = performance.now() - start;
  const link = document.getElementById('link');
  const answers = [];
  if (link.href) {
    // An error to each: what would print gives up.
    const nothing = new Proxy({}, { get: () => () => 8 });
    const imports = { wasi_snapshot_preview1: nothing, env: nothing };
    const { instance } = await WebAssembly.instantiate(await blobs.at(-1).arrayBuffer(), imports);
    for (let call = 0; call < 2; call++) answers.push(instance.exports.answer?.());
  }
  const hosts = document.getElementById('hosts').rows.length;
  const choices = [...document.getElementById('options').elements.host.options].map(({ text }) => text);
  return { verdict: said('verdict'), error: said('error'), hosts, choices, link: link.innerText, answers, took };
}

/** What one does who wants to see the picture. */
async function draw() {
  const graph = document.getElementById('graph');
  if (graph.hidden) return {};
  graph.open = true;
  while (!graph.querySelector('svg')) await new Promise((later) => setTimeout(later, 5));
  const svg = graph.querySelector('svg');
  const [title, description] = ['title', 'desc'].map((name) => svg.querySelector(`:scope > ${name}`)?.textContent);
  const words = [...document.getElementById('calls').children].map(({ textContent }) => textContent);
  const { width, height } = svg.getBoundingClientRect();
  return { graph: { role: svg.getAttribute('role'), title, description, words, isSeen: width > 100 && height > 50 } };
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  try {
    const content = await readFile(pathname === '/dropped.wasm' ? module : join(site, pathname));
    response.setHeader('content-type', TYPES[extname(pathname)] ?? 'text/plain');
    response.end(content);
  } catch {
    response.statusCode = 404;
    response.end();
  }
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));

const profile = await mkdtemp(join(tmpdir(), 'page-'));
const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = spawn('chromium', ['--headless', '--no-sandbox', ...quiet, `--user-data-dir=${profile}`, '--remote-debugging-pipe'], {
  stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
});

/** Answers of the browser, by the numbers of what was asked; messages end with a 0 (Chrome DevTools Protocol, over a pipe). */
const waiting = new Map();
let rest = '';
browser.stdio[4].on('data', (chunk) => {
  const messages = (rest + chunk).split('\0');
  rest = messages.pop();
  for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
    waiting.get(id)?.(error ? { error } : result);
    waiting.delete(id);
  }
});
let asked = 0;
function ask(method, params = {}, sessionId) {
  const id = ++asked;
  browser.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  return new Promise((answered) => waiting.set(id, answered));
}

const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
const evaluate = async (expression) => {
  const { result, exceptionDetails } = await ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId);
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
};
await ask('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] }, sessionId);
await ask('Emulation.setDeviceMetricsOverride', { width: Number(width), height: 900, deviceScaleFactor: 1, mobile: false }, sessionId);
await ask('Page.navigate', { url: `http://127.0.0.1:${server.address().port}/index.html` }, sessionId);
await evaluate(`new Promise((loaded) => document.readyState === 'complete' ? loaded() : addEventListener('load', loaded))`);
// The page's thread alone: what else the machine does is not its time.
await ask('Performance.enable', { timeDomain: 'threadTicks' }, sessionId);
const busy = async () => {
  const { metrics } = await ask('Performance.getMetrics', {}, sessionId);
  return 1000 * metrics.find(({ name }) => name === 'ThreadTime').value;
};
const before = await busy();
const verdict = await evaluate(`(${use})()`);
const busyFor = (await busy()) - before;
const answer = await evaluate(`(${draw})()`);
console.log(JSON.stringify({ ...verdict, busy: busyFor, ...answer }));
if (screenshot) {
  const { data } = await ask('Page.captureScreenshot', { captureBeyondViewport: true }, sessionId);
  await writeFile(screenshot, Buffer.from(data, 'base64'));
}
await ask('Browser.close');
server.close();
await rm(profile, { recursive: true, force: true, maxRetries: 5 });
process.exit();
