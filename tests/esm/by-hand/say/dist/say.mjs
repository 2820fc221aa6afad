// The host's side of testdata/clang22/reactor-both-wasi.wasm, written by hand.
import { load } from './load.mjs';
import { wasi } from './say.wasi.mjs';

const memory = new WebAssembly.Memory({ initial: 2 });
const imports = { env: { memory }, wasi_snapshot_preview1: wasi(memory) };
const { exports } = await WebAssembly.instantiate(await load(new URL('./say.wasm', import.meta.url)), imports);
exports._initialize();

export const { answer, say } = exports;
