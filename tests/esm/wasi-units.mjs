// usage: wasi-units.mjs [TEST]
// Calls the functions that `esm` writes for WASI, on memories of its own. Every test asserts; one that ends prints `passed`. Without TEST:
// the names of all.
import assert from 'node:assert/strict';
import { WASI } from 'node:wasi';
import { Exit, wasi } from '../../src/esm/wasi.mjs';

const BADF = 8;
const INVAL = 28;
const NOSYS = 52;
const SPIPE = 70;

const own = () => new WebAssembly.Memory({ initial: 4 });
const shared = () => new WebAssembly.Memory({ initial: 4, maximum: 8, shared: true });
const at = (memory, address, length) => new Uint8Array(memory.buffer, address, length);
const number = (memory, address) => new DataView(memory.buffer).getUint32(address, true);
const time = (memory, address) => new DataView(memory.buffer).getBigUint64(address, true);
const text = (bytes) => new TextDecoder().decode(bytes);

/** Writes pieces of bytes by `fd_write`, from `base` on, and returns what it answers. */
function print(host, memory, fd, pieces, base = 0) {
  let place = base + 1024;
  pieces.forEach((piece, index) => {
    const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : Uint8Array.from(piece);
    at(memory, place, bytes.length).set(bytes);
    const view = new DataView(memory.buffer);
    view.setUint32(base + 16 + index * 8, place, true);
    view.setUint32(base + 20 + index * 8, bytes.length, true);
    place += bytes.length;
  });
  return host.fd_write(fd, (base + 16) | 0, pieces.length, base | 0);
}

/** A host of a page: there is no process, and a console, whose lines are given with what they came by. */
function page(memory) {
  const { process, console } = globalThis;
  const said = [];
  globalThis.process = undefined;
  globalThis.console = { log: (...line) => said.push(['log', ...line]), error: (...line) => said.push(['error', ...line]) };
  const host = wasi(memory);
  const leave = () => Object.assign(globalThis, { process, console });
  return { host, said, leave };
}

const tests = {
  'every-name-of-node-is-there'() {
    const names = Object.keys(wasi(own())).sort();
    assert.deepEqual(names, Object.keys(new WASI({ version: 'preview1' }).wasiImport).sort());
    assert.equal(names.length, 46);
    assert.equal(wasi(own()).path_open(3, 0, 0, 0, 0, 0n, 0n, 0, 0), NOSYS);
    assert.equal(wasi(own()).poll_oneoff(0, 0, 0, 0), NOSYS);
  },

  'written-bytes-are-copies'() {
    for (const memory of [own(), shared()]) {
      const got = [];
      const host = wasi(memory, { write: (fd, bytes) => got.push([fd, bytes]) });
      assert.equal(print(host, memory, 1, ['one', '', 'two\n']), undefined);
      assert.equal(number(memory, 0), 7);
      assert.equal(print(host, memory, 2, ['three']), undefined);
      at(memory, 0, 65536).fill(0);
      assert.deepEqual(got.map(([fd, bytes]) => [fd, text(bytes)]), [[1, 'one'], [1, 'two\n'], [2, 'three']]);
      assert.ok(got.every(([, { buffer }]) => buffer instanceof ArrayBuffer));
    }
  },

  'a-memory-may-grow'() {
    const memory = own();
    const got = [];
    const host = wasi(memory, { write: (_fd, bytes) => got.push(text(bytes)) });
    print(host, memory, 1, ['before']);
    memory.grow(1);
    print(host, memory, 1, ['after'], 4 * 65536);
    assert.deepEqual(got, ['before', 'after']);
  },

  'addresses-over-two-gigabytes-are-signed'() {
    const memory = new WebAssembly.Memory({ initial: 32769 });
    const got = [];
    const host = wasi(memory, { args: ['name'], write: (_fd, bytes) => got.push(text(bytes)) });
    const base = 2 ** 31;
    assert.equal(print(host, memory, 1, ['far ', 'away'], base), undefined);
    assert.deepEqual(got, ['far ', 'away']);
    assert.equal(number(memory, base), 8);
    host.args_get(base | 0, (base + 8) | 0);
    assert.equal(number(memory, base), base + 8);
    assert.equal(text(at(memory, base + 8, 5)), 'name\0');
    host.random_get((base + 16) | 0, 65520);
    assert.ok(at(memory, base + 16, 65520).some((byte) => byte !== 0));
  },

  'an-address-outside-is-an-error'() {
    const memory = own();
    const host = wasi(memory, { write: () => assert.fail('written') });
    assert.throws(() => host.fd_write(1, 4 * 65536 - 4, 1, 0), RangeError);
    assert.throws(() => host.random_get(-8, 16), RangeError);
  },

  'a-page-says-whole-lines'() {
    for (const memory of [own(), shared()]) {
      const { host, said, leave } = page(memory);
      print(host, memory, 1, ['one\r\ntwo', ' and more\n\nthr']);
      print(host, memory, 2, ['wrong\n']);
      print(host, memory, 1, ['ee\n']);
      leave();
      assert.deepEqual(said, [['log', 'one\r'], ['log', 'two and more'], ['log', ''], ['error', 'wrong'], ['log', 'three']]);
    }
  },

  async 'a-page-says-a-line-without-end-after-the-call'() {
    const memory = own();
    const { host, said, leave } = page(memory);
    print(host, memory, 1, ['no ']);
    print(host, memory, 1, ['end']);
    assert.throws(() => host.proc_exit(1), Exit);
    assert.deepEqual(said, []);
    await undefined;
    assert.deepEqual(said, [['log', 'no end']]);
    print(host, memory, 1, [' here\nnor here']);
    await undefined;
    await undefined;
    leave();
    assert.deepEqual(said.slice(1), [['log', ' here'], ['log', 'nor here']]);
  },

  async 'a-character-may-come-in-two-calls'() {
    const memory = own();
    const { host, said, leave } = page(memory);
    const [first, ...others] = new TextEncoder().encode('€');
    print(host, memory, 1, [[first]]);
    await undefined;
    assert.deepEqual(said, []);
    print(host, memory, 1, [others.slice(0, 1), others.slice(1), '\n', [0xff, 10]]);
    leave();
    assert.deepEqual(said, [['log', '€'], ['log', '\ufffd']]);
  },

  'a-million-small-writes-make-one-line'() {
    const memory = own();
    const { host, said, leave } = page(memory);
    print(host, memory, 1, ['x']);
    for (let count = 1; count < 1_000_000; count += 1) host.fd_write(1, 16, 1, 0);
    print(host, memory, 1, ['\n']);
    leave();
    assert.deepEqual(said, [['log', 'x'.repeat(1_000_000)]]);
  },

  'a-process-has-its-own-streams'() {
    const memory = own();
    const got = [];
    const stream = (name) => ({ write: (bytes) => got.push(`${name}: ${text(bytes)}`) });
    const { process } = globalThis;
    globalThis.process = { stdout: stream('out'), stderr: stream('error') };
    const host = wasi(memory);
    globalThis.process = process;
    print(host, memory, 1, ['without end']);
    print(host, memory, 2, ['wrong\n']);
    print(host, memory, 1, ['\n']);
    assert.deepEqual(got, ['out: without end', 'error: wrong\n', 'out: \n']);
  },

  'arguments-and-environment'() {
    const memory = own();
    const host = wasi(memory, { args: ['me', 'ä'], env: { A: '1', EMPTY: '' } });
    host.args_sizes_get(0, 4);
    assert.deepEqual([number(memory, 0), number(memory, 4)], [2, 6]);
    host.args_get(8, 100);
    assert.deepEqual([number(memory, 8), number(memory, 12)], [100, 103]);
    assert.equal(text(at(memory, 100, 6)), 'me\0ä\0');
    host.environ_sizes_get(0, 4);
    assert.deepEqual([number(memory, 0), number(memory, 4)], [2, 11]);
    host.environ_get(8, 100);
    assert.deepEqual([number(memory, 8), number(memory, 12)], [100, 104]);
    assert.equal(text(at(memory, 100, 11)), 'A=1\0EMPTY=\0');

    const none = wasi(memory);
    none.environ_sizes_get(0, 4);
    assert.deepEqual([number(memory, 0), number(memory, 4)], [0, 0]);
  },

  'clocks'() {
    const memory = own();
    const host = wasi(memory);
    assert.equal(host.clock_time_get(0, 0n, 0), undefined);
    assert.ok(Math.abs(Number(time(memory, 0) / 1_000_000n) - Date.now()) < 60_000);
    assert.equal(host.clock_time_get(1, 0n, 8), undefined);
    host.clock_time_get(1, 0n, 16);
    assert.ok(time(memory, 8) > 0n && time(memory, 8) <= time(memory, 16));
    assert.ok(Math.abs(Number(time(memory, 16)) / 1e6 - performance.now()) < 60_000);
    for (const clock of [0, 1]) assert.equal(host.clock_res_get(clock, 24), undefined);
    assert.equal(time(memory, 24), 1_000_000n);
    for (const clock of [2, 3, 4, -1]) {
      assert.equal(host.clock_time_get(clock, 0n, 0), INVAL);
      assert.equal(host.clock_res_get(clock, 0), INVAL);
    }
  },

  'random-numbers-fill-what-was-asked-for'() {
    for (const memory of [own(), shared()]) {
      const host = wasi(memory);
      assert.equal(host.random_get(8, 3 * 65536), undefined);
      const all = at(memory, 0, 4 * 65536);
      assert.ok(all.slice(0, 8).every((byte) => byte === 0));
      assert.ok(all.slice(8 + 3 * 65536).every((byte) => byte === 0));
      for (const from of [8, 65536, 2 * 65536, 3 * 65536 - 8]) {
        assert.ok(all.slice(from, from + 16).some((byte) => byte !== 0));
      }
    }
  },

  'files-are-those-of-the-standard'() {
    const memory = own();
    const host = wasi(memory);
    for (const [fd, rights] of [[0, 2n], [1, 64n], [2, 64n]]) {
      at(memory, 0, 32).fill(255);
      assert.equal(host.fd_fdstat_get(fd, 0), undefined);
      assert.deepEqual([...at(memory, 0, 8)], [2, 0, 0, 0, 0, 0, 0, 0]);
      assert.deepEqual([time(memory, 8), time(memory, 16)], [rights, 0n]);
      assert.equal(at(memory, 24, 1)[0], 255);
      assert.equal(host.fd_seek(fd, 0n, 0, 0), SPIPE);
      assert.equal(host.fd_close(fd), undefined);
    }
    for (const fd of [3, -1]) {
      for (const answer of [host.fd_fdstat_get(fd, 0), host.fd_seek(fd, 0n, 0, 0), host.fd_close(fd), host.fd_prestat_get(fd, 0)]) {
        assert.equal(answer, BADF);
      }
    }
    for (const fd of [0, 3]) assert.equal(print(host, memory, fd, ['lost']), BADF);
    at(memory, 0, 4).fill(255);
    assert.equal(host.fd_read(0, 16, 1, 0), undefined);
    assert.equal(number(memory, 0), 0);
    assert.equal(host.fd_read(1, 16, 1, 0), BADF);
    assert.equal(host.sched_yield(), undefined);
  },

  'an-exit-has-its-code'() {
    assert.throws(() => wasi(own()).proc_exit(3), (error) => {
      assert.ok(error instanceof Exit && error instanceof Error);
      assert.equal(error.code, 3);
      assert.equal(String(error), 'Exit: exit with code 3');
      assert.ok(error.stack);
      return true;
    });
    assert.throws(() => wasi(own()).proc_exit(-1), { code: 0xffffffff });
  },
};

const [name] = process.argv.slice(2);
if (name) {
  await tests[name]();
  console.log('passed');
} else {
  console.log(Object.keys(tests).sort().join('\n'));
}
