// A page starts the threads of a program, since the Worker that runs the program waits for them.
function start(file, data) {
  const worker = new Worker(new URL(file, import.meta.url), { type: 'module' });
  worker.onerror = ({ message }) => console.log(message);
  worker.onmessage = ({ data }) => {
    if (data.thread) return start('./thread.mjs', data);
    console.log(data.text);
    console.log('end');
  };
  worker.postMessage(data);
}

start('./program.mjs');
