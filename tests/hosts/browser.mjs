// A page in Chromium, served until it says that it has ended: it posts lines, which are printed.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/**
 * Serves by `answer(request, response)`, shows `/`, and ends the process with the page. `folder` goes with it. Who is out of patience ends it
 * by what this returns.
 */
export async function show(answer, folder) {
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') return answer(request, response);
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
  return end;

  function end(lines) {
    console.log(lines);
    browser.removeAllListeners('exit').once('exit', () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      process.exit(0);
    });
    process.kill(-browser.pid);
  }
}
