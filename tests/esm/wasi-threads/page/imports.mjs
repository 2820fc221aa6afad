/** What an instance imports. The page starts threads, and prints. */
export const imports = (shared) => ({
  wasi: {
    'thread-spawn'(start) {
      const thread = Atomics.add(shared.threads, 0, 1) + 1;
      postMessage({ shared, thread, start });
      return thread;
    },
  },
  wasi_snapshot_preview1: {
    fd_write(_fd, pieces) {
      const [at, length] = new Uint32Array(shared.memory.buffer, pieces, 2);
      postMessage({ text: new TextDecoder().decode(new Uint8Array(shared.memory.buffer, at, length).slice()).trimEnd() });
      return 0;
    },
  },
});
