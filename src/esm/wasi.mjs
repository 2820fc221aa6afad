// Made by wasm-initfix. WASI preview 1 for a module that prints, and asks for the time and for random numbers. It has no files.
// https://github.com/WebAssembly/WASI/tree/main/legacy/preview1/witx

// Numbers of errors. A function that returns nothing succeeds: WebAssembly makes 0 of it.
const BADF = 8;
const INVAL = 28;
const NOSYS = 52;
const SPIPE = 70;

const REST = `fd_advise fd_allocate fd_datasync fd_fdstat_set_flags fd_fdstat_set_rights fd_filestat_get
  fd_filestat_set_size fd_filestat_set_times fd_pread fd_prestat_dir_name fd_pwrite fd_readdir fd_renumber fd_sync
  fd_tell path_create_directory path_filestat_get path_filestat_set_times path_link path_open path_readlink
  path_remove_directory path_rename path_symlink path_unlink_file poll_oneoff proc_raise sock_accept sock_recv
  sock_send sock_shutdown`.split(/\s+/);

/** What `proc_exit` throws. */
export class Exit extends Error {
  constructor(code) {
    super(`exit with code ${code}`);
    this.name = 'Exit';
    this.code = code;
  }
}

/** The imports of a module with this memory, whose output `write(1 or 2, bytes)` gets in pieces. */
export function wasi(memory, { args = [], env = {}, write = standard() } = {}) {
  // Views of this moment: a memory that grows has a new buffer. Addresses come as signed numbers.
  const bytes = (at, length) => new Uint8Array(memory.buffer, at >>> 0, length >>> 0);
  const view = (at, length) => new DataView(memory.buffer, at >>> 0, length);
  const load = (at) => view(at, 4).getUint32(0, true);
  const store = (at, value) => view(at, 4).setUint32(0, value, true);
  const store64 = (at, value) => view(at, 8).setBigUint64(0, value, true);

  /** The two functions that give a list of texts: how large it is, and the texts, each with a 0 behind it. */
  const list = (texts) => {
    const all = texts.map((text) => new TextEncoder().encode(`${text}\0`));
    const sizes = (count, size) => {
      store(count, all.length);
      store(size, all.reduce((sum, { length }) => sum + length, 0));
    };
    const get = (pointers, to) => {
      for (const text of all) {
        store(pointers, to);
        bytes(to, text.length).set(text);
        pointers += 4;
        to += text.length;
      }
    };
    return [sizes, get];
  };
  const [args_sizes_get, args_get] = list(args);
  const [environ_sizes_get, environ_get] = list(Object.entries(env).map((pair) => pair.join('=')));

  const ofStandard = (get) => (fd, at) => (fd >= 0 && fd <= 2 ? get(fd, at) : BADF);
  // The real time is 0, and 1 only grows.
  const isClock = (id) => id === 0 || id === 1;

  return {
    ...Object.fromEntries(REST.map((name) => [name, () => NOSYS])),
    args_get,
    args_sizes_get,
    environ_get,
    environ_sizes_get,
    clock_time_get(id, _precision, at) {
      if (!isClock(id)) return INVAL;
      store64(at, BigInt(Math.round((id ? performance.now() : Date.now()) * 1e6)));
    },
    // A millisecond, as browsers promise.
    clock_res_get: (id, at) => (isClock(id) ? store64(at, 1000000n) : INVAL),
    fd_close: ofStandard(() => {}),
    // For C a terminal, to which it writes each line at its end: a device, and the right to read or write alone.
    fd_fdstat_get: ofStandard((fd, at) => {
      bytes(at, 24).fill(0);
      bytes(at, 1)[0] = 2;
      store64(at + 8, fd ? 64n : 2n);
    }),
    fd_prestat_get: () => BADF,
    fd_read: (fd, _pieces, _count, read) => (fd === 0 ? store(read, 0) : BADF),
    fd_seek: ofStandard(() => SPIPE),
    fd_write(fd, pieces, count, written) {
      if (fd !== 1 && fd !== 2) return BADF;
      let sum = 0;
      for (; count > 0; count--, pieces += 8) {
        // A copy: streams keep it for later, and decoders take no shared memory.
        const piece = bytes(load(pieces), load(pieces + 4)).slice();
        if (piece.length) write(fd, piece);
        sum += piece.length;
      }
      store(written, sum);
    },
    proc_exit(code) {
      throw new Exit(code >>> 0);
    },
    random_get(at, length) {
      const all = bytes(at, length);
      // So many at once, and not into shared memory.
      for (let from = 0; from < all.length; from += 65536) {
        all.set(crypto.getRandomValues(new Uint8Array(Math.min(65536, all.length - from))), from);
      }
    },
    sched_yield() {},
  };
}

/** Writes to the streams of the process, or to the console. */
function standard() {
  const { stdout, stderr } = globalThis.process ?? {};
  if (stdout?.write) return (fd, bytes) => void (fd === 1 ? stdout : stderr).write(bytes);
  const out = lines((line) => console.log(line));
  const error = lines((line) => console.error(line));
  return (fd, bytes) => (fd === 1 ? out : error)(bytes);
}

/** Says whole lines. One without an end waits until the call into the module is over: microtasks run then. */
function lines(say) {
  const decoder = new TextDecoder();
  let line = '';
  const flush = () => {
    if (line) say(line);
    line = '';
  };
  return (bytes) => {
    const [first, ...more] = decoder.decode(bytes, { stream: true }).split('\n');
    if (!line) queueMicrotask(flush);
    line += first;
    for (const next of more) {
      say(line);
      line = next;
    }
  };
}
