// What the hosts here share: lines in order, a memory to give, the module's texts, and the calls that are asked for.
import { writeSync } from 'node:fs';

// WASI writes to the descriptor at once, so the host's own lines must not wait in a buffer.
export const say = (line) => writeSync(1, `${line}\n`);

// As large as Zig's modules ask for, whose stack alone takes 16 MiB; the others need 2 pages at most.
export const hostMemory = () => new WebAssembly.Memory({ initial: 257 });

const utf8 = new TextDecoder('utf-8');
const utf16 = new TextDecoder('utf-16le');

// C passes a pointer and a length; AssemblyScript a pointer to UTF-16, with its length in bytes in front of it.
export function text(memory, ptr, len) {
  if (len !== undefined) return utf8.decode(new Uint8Array(memory.buffer, ptr, len));
  const size = new DataView(memory.buffer).getUint32(ptr - 4, true);
  return utf16.decode(new Uint8Array(memory.buffer, ptr, size));
}

// Calls are spelled like `answer()` and `say(7)`. A trap is an outcome like any other; what imports throw is not.
export function makeCalls(exports, calls) {
  for (const call of calls) say(`${call}${outcome(exports, call)}`);
}

function outcome(exports, call) {
  const [, name, args] = /^(\w+)\((.*)\)$/.exec(call);
  try {
    const result = exports[name](...args.split(',').map(Number));
    return result === undefined ? '' : ` = ${result}`;
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    return ` trapped: ${error.message}`;
  }
}
