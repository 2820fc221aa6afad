// usage: jobs.mjs fix|inspect|esm LIST: what the package makes of each module of a list, as JSON.
import { readFile } from 'node:fs/promises';
import * as initfix from 'wasm-initfix';

const [command, list] = process.argv.slice(2);

/** FNV-1a of 64 bits. */
function sum(bytes) {
  let sum = 0xcbf29ce484222325n;
  for (const byte of bytes) sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n);
  return `${sum.toString(16)} of ${bytes.length}`;
}

/** Options that are given more than once are arrays. */
function together(options) {
  const all = {};
  for (const [name, value] of options) all[name] = name in all ? [all[name], value].flat() : value;
  return all;
}

const answers = [];
for (const { module, options } of JSON.parse(await readFile(list, 'utf8'))) {
  try {
    const answer = await initfix[command](await readFile(module), { name: 'in.wasm', ...together(options) });
    if (answer.wasm) answer.wasm = sum(answer.wasm);
    for (const [name, content] of Object.entries(answer.files ?? {})) {
      if (typeof content !== 'string') answer.files[name] = sum(content);
    }
    answers.push(answer);
  } catch (error) {
    if (!(error instanceof initfix.InitfixError)) throw error;
    const { kind, message } = error;
    answers.push({ error: { kind, message } });
  }
}
console.log(JSON.stringify(answers));
