// usage: in-node.mjs MODULE SCENARIO [each-initialises]
// Threads as workers of Node.
import { readFileSync } from 'node:fs';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { scenario, work } from './thread.mjs';

if (isMainThread) {
  const [path, name, initialises] = process.argv.slice(2);
  const start = (workerData, onMessage) => new Worker(new URL(import.meta.url), { workerData }).on('message', onMessage);
  const lines = await scenario(name, new WebAssembly.Module(readFileSync(path)), Boolean(initialises), start);
  console.log(lines.join('\n'));
  process.exit(0);
}
work(workerData, (message) => parentPort.postMessage(message));
