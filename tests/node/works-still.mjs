// usage: works-still.mjs CASE
// Runs a module as it was and as the tool leaves it, with five hosts, and says where what worked before does not work after.
//
// CASE is a file of JSON: {"before", "after": paths, "init": the exports that a host of the old module calls first, "wrapped":
// whether its exports run constructors and destructors, "destroys": whether its destructors print, "known": the imports that the
// tool knows, "imports", "exports": names and types}. Prints a line for each outcome that differs, and at last how many of each kind were compared.
import { openSync, readFileSync, truncateSync } from 'node:fs';
import { WASI } from 'node:wasi';
import { say } from './host.mjs';

const test = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const isWasi = ({ module }) => module.startsWith('wasi_');

// A number of any type, made from what an import was given.
const typed = { i32: Number, f32: Number, f64: Number, i64: (number) => BigInt(Math.trunc(number)) };
const valueOf = (type, number) => (type in typed ? typed[type](number) : null);
const results = (types, number) => {
  const values = types.map((type) => valueOf(type, number));
  return values.length > 1 ? values : values[0];
};
const given = (args) => 7 + args.reduce((sum, it) => sum + (typeof it === 'object' ? 1 : Number(it) % 1000), 0) * 64;

// What an import does in each host: it may use what its host has at that time. An import that is known does what is known.
const answers = {
  'gives numbers': () => given,
  'reads memory if it can': (host) => (args) => {
    const memory = host.memory ?? Object.values(host.exports ?? {}).find((it) => it instanceof WebAssembly.Memory);
    const bytes = memory && new Uint8Array(memory.buffer);
    const at = Number(args.find((it) => typeof it === 'number' || typeof it === 'bigint') ?? 0) >>> 0;
    return given(args) + (bytes && at < bytes.length ? bytes[at] : 0);
  },
  'calls back': (host) => (args) => {
    if (!host.exports) throw new Error('has no exports yet');
    const back = test.exports.find(({ name, params }) => params.length === 0 && !test.init.includes(name));
    if (back && !host.isBack) {
      host.isBack = true;
      host.wasBack = true;
      try { host.exports[back.name](); } finally { host.isBack = false; }
    }
    return given(args);
  },
  throws: () => () => { throw new Error('throws'); },
  "is Node's WASI": () => given,
};

function instantiate(module, kind) {
  const host = { calls: [] };
  const [answer, known] = [answers[kind](host), answers['reads memory if it can'](host)];
  const wasi = kind === "is Node's WASI" ? new WASI({ version: 'preview1', stdout: sink, stderr: sink }) : undefined;
  const make = {
    function: (it) => (...args) => {
      host.calls.push(`${it.module}.${it.name}(${args.join(', ')})`);
      return results(it.results, (test.known.includes(`${it.module}.${it.name}`) ? known : answer)(args));
    },
    memory: (it) => (host.memory = new WebAssembly.Memory(it.memory)),
    table: (it) => new WebAssembly.Table(it.table),
    global: (it) => new WebAssembly.Global(it.global, valueOf(it.global.value, 0)),
    tag: (it) => new WebAssembly.Tag({ parameters: it.params }),
  };
  const imports = {};
  for (const it of test.imports) {
    imports[it.module] ??= {};
    imports[it.module][it.name] = (wasi && isWasi(it) && wasi.wasiImport[it.name]) || make[it.kind](it);
  }
  const instance = new WebAssembly.Instance(module, imports);
  host.exports = instance.exports;
  const byWasi = wasi && !instance.exports._start;
  if (byWasi) wasi.initialize(instance);
  for (const name of test.init) if (!byWasi || name !== '_initialize') instance.exports[name]?.();
  return host;
}

const shown = (value) => (typeof value === 'function' ? 'function' : typeof value === 'bigint' ? `${value}n` : `${value}`);

// What comes of one call in an instance of its own; of none, without an export.
function outcome(module, kind, call) {
  let host;
  truncateSync(output);
  try {
    host = instantiate(module, kind);
    const args = call?.params.map((type) => valueOf(type, 0)) ?? [];
    const value = shown(call && host.exports[call.name](...args));
    const printed = readFileSync(output, 'utf8');
    return { value, calls: host.calls.join('; '), printed, wasBack: host.wasBack };
  } catch (error) {
    return { fault: String(error) };
  }
}

// What WASI writes. It is no terminal, so stdio keeps what it holds until it is flushed.
const output = `${process.argv[2]}.output`;
const sink = openSync(output, 'a+');
const compile = (path) => new WebAssembly.Module(readFileSync(path));
const [before, after] = [compile(test.before), compile(test.after)];
let instantiated = 0;
let called = 0;
for (const kind of Object.keys(answers)) {
  for (const call of [undefined, ...test.exports]) {
    const old = outcome(before, kind, call);
    if ('fault' in old) {
      if (!call) break;
      continue;
    }
    if (call) called += 1;
    else instantiated += 1;
    const now = outcome(after, kind, call);
    // What a start section did that is moved, the first call does.
    const calledElse = call && !test.wrapped && now.calls !== old.calls;
    // A wrapped export that an import calls ran the constructors again.
    const isAgain = test.wrapped && old.wasBack;
    // Destructors no longer print at the end of each call.
    const isSame = test.destroys ? old.printed.startsWith(now.printed) : now.printed === old.printed;
    const printsElse = call && !isSame;
    const differs = 'fault' in now || (!isAgain && (now.value !== old.value || calledElse || printsElse));
    if (differs) {
      const [was, is] = [old, now].map((it) => it.fault ?? `${it.value} (${it.calls}) ${JSON.stringify(it.printed)}`);
      say(`a host whose import ${kind}, ${call ? `${call.name}()` : 'instantiation'}: ${was} → ${is}`);
    }
  }
}
say(`${instantiated} ${called}`);
