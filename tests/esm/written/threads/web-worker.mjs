// The Workers of Node are of another kind than those of the web, Deno and Bun: this makes them look like those, for what the programs use.
if (!globalThis.Worker) {
  const { Worker, parentPort } = process.getBuiltinModule('node:worker_threads');
  globalThis.Worker = class extends Worker {
    set onmessage(listener) {
      this.on('message', (data) => listener({ data }));
    }
    set onerror(listener) {
      this.on('error', (error) => listener({ error }));
    }
  };
  globalThis.postMessage = (data) => parentPort.postMessage(data);
  parentPort?.on('message', (data) => globalThis.onmessage({ data }));
}
