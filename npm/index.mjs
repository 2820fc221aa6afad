// Fixes modules, looks at them, and writes JavaScript around them, in Node, Deno, Bun, browsers and Workers.
import { instantiate as core } from './dist/core.mjs';
import { instantiate as full } from './dist/full.mjs';

/** Why a module could not be fixed or looked at. */
export class InitfixError extends Error {
  name = 'InitfixError';
  constructor({ kind, message }) {
    super(message);
    this.kind = kind;
  }
}

/** Fixes a module. */
export async function fix(wasm, options) {
  const { report, text, brief, output } = await ask('fix', wasm, options);
  return { outcome: report.outcome, wasm: output ?? wasm, brief: brief ?? undefined, report, text };
}

/** Says who runs a module's constructors, when, and what hosts make of it. */
export async function inspect(wasm, options) {
  const { report, text, graph } = await ask('inspect', wasm, options);
  return { report, text, graph: graph ?? undefined };
}

/** Writes JavaScript around a module. */
export async function esm(wasm, given) {
  const { name = 'module', ...options } = given ?? {};
  const { report, texts, skeleton, output } = await ask('esm', wasm, { name, ...options });
  const files = Object.fromEntries(report.files.map((file) => [file, texts[file] ?? output]));
  return { files, skeleton: skeleton ?? undefined, report };
}

/** The hosts whose rules are known. */
export async function hosts() {
  const { HOSTS } = await import('./dist/hosts.mjs');
  return structuredClone(HOSTS);
}

/** The names of the buffers in `src/lib.rs`. */
const [MODULE, REQUEST, ANSWER, OUTPUT] = [0, 1, 2, 3];

const engines = new Map();

/** Asks the small engine, and the large one for what only that can do. */
async function ask(command, wasm, given) {
  const { name = 'the module', verbose = false, graph = false, ...options } = given ?? {};
  if (!(wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm) || isShared(wasm))) {
    throw new TypeError('the module: expected its bytes, in an ArrayBuffer or a Uint8Array');
  }
  const request = { command, name, verbose, graph, options: Object.entries(options).flatMap(words) };
  const { error, ...done } = (command !== 'esm' && !graph && (await ofSmall(wasm, request))) || (await askOf(full, wasm, request));
  if (error) throw new InitfixError(error);
  return done;
}

/** What the small engine answers, unless it is that it has no such part. */
async function ofSmall(wasm, request) {
  const answer = await askOf(core, wasm, request);
  return answer.error?.kind === 'absent' ? undefined : answer;
}

async function askOf(instantiate, wasm, request) {
  if (!engines.has(instantiate)) engines.set(instantiate, instantiate());
  const { memory, room, run, address, length } = await engines.get(instantiate);
  const put = (buffer, bytes) => {
    const at = room(buffer, bytes.length);
    new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
  };
  const get = (buffer) => new Uint8Array(memory.buffer, address(buffer), length(buffer)).slice();
  try {
    put(MODULE, new Uint8Array(wasm.buffer ?? wasm, wasm.byteOffset ?? 0, wasm.byteLength));
    put(REQUEST, new TextEncoder().encode(JSON.stringify(request)));
    run();
    const output = get(OUTPUT);
    return { ...JSON.parse(new TextDecoder().decode(get(ANSWER))), output: output.length ? output : undefined };
  } catch (error) {
    // An instance that trapped is of no more use.
    engines.delete(instantiate);
    throw error;
  }
}

/** Where threads are not allowed, there is no such class. */
function isShared(buffer) {
  return typeof SharedArrayBuffer === 'function' && buffer instanceof SharedArrayBuffer;
}

/** `{ importMemory: true, assume: ['env.log=pure'] }` as the command line has it: names, and values if there are some. */
function words([name, value]) {
  // What is no name in camel case is no option, and the error has to name what was given.
  const option = /^[a-z][A-Za-z]*$/.test(name) ? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) : name;
  if (Array.isArray(value)) return value.map((one) => [option, String(one)]);
  if (value === undefined || value === false) return [];
  return [[option, value === true ? null : String(value)]];
}
