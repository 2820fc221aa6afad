// usage: large.mjs FILE MEGABYTES: a module like one that clang and lld make of a large C++ program without debug information: most of it
// is code, with data and names behind, and each export runs the constructors first.
import { writeFileSync } from 'node:fs';

/** Functions that constructors are, and exports. */
const CONSTRUCTORS = 60;
const EXPORTS = 40;

const text = new TextEncoder();

/** An unsigned number as LEB128. */
function leb(number) {
  const bytes = [];
  for (; number > 0x7f; number = Math.floor(number / 128)) bytes.push((number % 128) | 0x80);
  return [...bytes, number];
}

/** A signed one, of 32 bits. */
function sleb(number) {
  const bytes = [];
  for (; number < -64 || number > 63; number >>= 7) bytes.push((number & 0x7f) | 0x80);
  return [...bytes, number & 0x7f];
}

const vector = (items) => [leb(items.length), items].flat(2);
const string = (name) => vector([...text.encode(name)]);
const section = (id, content) => Buffer.from([[id], leb(content.length), content].flat());

/** Numbers that are the same each time (xorshift). */
let state = 0x9e3779b9;
function below(most) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % most;
}

const [I32, CALL, GET, SET, TEE, CONST, END] = [0x7f, 0x10, 0x20, 0x21, 0x22, 0x41, 0x0b];

/** A frame on the stack, loads and stores, branches, arithmetic, and calls of functions that lie further on: nothing calls itself. */
function body(index, functions) {
  const code = [0x23, 0, CONST, ...sleb(32), 0x6b, TEE, 3, 0x24, 0];
  const statements = 4 + below(40);
  for (let statement = 0; statement < statements; statement++) {
    switch (below(6)) {
      case 0:
        code.push(GET, 3, GET, below(2), 0x36, 2, ...leb(below(8) * 4));
        break;
      case 1:
        code.push(GET, 3, 0x28, 2, ...leb(below(8) * 4), CONST, ...sleb(below(1 << 20)), 0x6a, SET, 2);
        break;
      case 2:
        code.push(0x02, 0x40, GET, below(3), CONST, ...sleb(below(100)), 0x48, 0x0d, 0, GET, 2, CONST, 1, 0x74, SET, 2, END);
        break;
      case 3:
        code.push(GET, 0, GET, 1, 0x73, GET, 2, 0x6c, SET, 2);
        break;
      case 4:
        if (index + 1 < functions) code.push(GET, 0, GET, 2, CALL, ...leb(index + 1 + below(Math.min(900, functions - index - 1))), SET, 2);
        break;
      default:
        code.push(CONST, ...sleb(1024 + below(1 << 18) * 4), GET, 2, 0x36, 2, 0);
    }
  }
  code.push(GET, 3, CONST, ...sleb(32), 0x6a, 0x24, 0, GET, 2, END);
  const all = [...vector([[2, I32]]), ...code];
  return [...leb(all.length), ...all];
}

/** Functions that call others, and nothing else. */
function chain(calls) {
  const all = [0, ...calls.flatMap(({ func, takes }) => (takes ? [CONST, 0, CONST, 0, CALL, ...leb(func), 0x1a] : [CALL, ...leb(func)])), END];
  return [...leb(all.length), ...all];
}

/** What lld makes of an export: the constructors, then the function that is exported. */
function wrapper(constructors, func) {
  const all = [0, CALL, ...leb(constructors), GET, 0, GET, 1, CALL, ...leb(func), END];
  return [...leb(all.length), ...all];
}

/** A name as the compiler writes it. */
function mangled(index) {
  const part = (word) => `${word.length}${word}`;
  const [space, type, method] = [`part${index % 37}`, `Widget${index % 613}`, `compute_value_${index}`];
  return `_ZN${part('engine')}${part(space)}${part(type)}${part(method)}ENSt3__212basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEEE`;
}

function module(bytes) {
  const plain = [];
  const most = Math.floor(bytes / 444);
  for (let index = 0; index < most; index++) plain.push(body(index, most));
  const constructors = Array.from({ length: CONSTRUCTORS }, () => chain(Array.from({ length: 5 }, () => ({ func: below(most), takes: true }))));
  const all = most + CONSTRUCTORS;
  const runsAll = chain(Array.from({ length: CONSTRUCTORS }, (_, at) => ({ func: most + at })));
  const wrapped = Array.from({ length: EXPORTS }, (_, at) => wrapper(all, at));
  const names = [
    ...plain.map((_, index) => (index < EXPORTS ? `export${index}` : mangled(index))),
    ...constructors.map((_, at) => `_GLOBAL__sub_I_file${at}.cpp`),
    '__wasm_call_ctors',
    ...wrapped.map((_, at) => `export${at}.command_export`),
  ];
  const types = [...plain.map(() => [0]), ...constructors.map(() => [1]), [1], ...wrapped.map(() => [0])];
  const data = Array.from({ length: Math.floor(bytes / 8) }, () => below(256));
  const exported = wrapped.map((_, at) => [...string(`export${at}`), 0, ...leb(all + 1 + at)]);
  const named = vector(names.map((name, index) => [...leb(index), ...string(name)]));
  return Buffer.concat([
    Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
    section(1, vector([[0x60, 2, I32, I32, 1, I32], [0x60, 0, 0]])),
    section(3, vector(types)),
    section(5, vector([[0, ...leb(64)]])),
    section(6, vector([[I32, 1, CONST, ...sleb(4 << 20), END]])),
    section(7, vector([[...string('memory'), 2, 0], ...exported])),
    section(10, vector([...plain, ...constructors, runsAll, ...wrapped])),
    section(11, vector([[0, CONST, ...sleb(1 << 20), END, ...leb(data.length), ...data]])),
    section(0, [...string('name'), 1, ...leb(named.length), ...named]),
  ]);
}

const [file, megabytes] = process.argv.slice(2);
writeFileSync(file, module(Number(megabytes) * 1e6));
