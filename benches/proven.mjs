// Counts, over folders of modules, of how many initialisers that call no import the tool knows that they do not.
//
//   node benches/proven.mjs WASM-INITFIX FOLDER…
//
// Every module that exports `_initialize` or `__wasm_call_ctors`, and is no dynamic library, is instantiated with imports
// that throw when they are called, and its initialiser is called. Those that end so are what there is to prove. What the
// tool says of them, without and with --prove=run, is counted. One that the tool calls safe, and that calls an import here,
// is an error, and the exit status 1.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [tool, ...folders] = process.argv.slice(2);

/** Thrown by imports. */
class Called extends Error {}

/** What a host gives for an import of a given type; hosts of newer Nodes tell limits, older ones have to guess. */
function give({ module, name, kind }, sizes) {
  switch (kind) {
    case "function":
      return () => {
        throw new Called(`${module}.${name}`);
      };
    case "memory":
      return new WebAssembly.Memory(sizes.memory);
    case "table":
      return new WebAssembly.Table({ element: "anyfunc", initial: sizes.table });
    case "global":
      return undefined;
    default:
      return undefined;
  }
}

function limits({ minimum, maximum, shared, memory64 }) {
  const pages = (count) => (memory64 ? BigInt(count) : count);
  const most = maximum === null ? {} : { maximum: pages(maximum) };
  return { initial: pages(Math.max(minimum, 1)), ...most, shared, ...(memory64 ? { address: "i64" } : {}) };
}

/** Instantiates a module and calls an initialiser: `calls IMPORT`, `ends`, or why that is not known. */
function run(bytes, inspected, initialiser) {
  const module = new WebAssembly.Module(bytes);
  const memory = inspected.memory.find((memory) => memory.import);
  const sizes = { memory: memory && limits(memory), table: 10_000 };
  const imports = {};
  for (const wanted of WebAssembly.Module.imports(module)) {
    if (wanted.kind === "global") {
      return `wants the global ${wanted.module}.${wanted.name}`;
    }
    imports[wanted.module] ??= {};
    imports[wanted.module][wanted.name] = give(wanted, sizes);
  }
  let instance;
  try {
    instance = new WebAssembly.Instance(module, imports);
  } catch (error) {
    return `is not reached: ${error.message}`;
  }
  try {
    instance.exports[initialiser]();
    return "ends";
  } catch (error) {
    return error instanceof Called ? `calls ${error.message}` : `${error}`;
  }
}

function inspect(file, ...options) {
  const shown = execFileSync(tool, ["inspect", "--report=json", ...options, file], { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });
  return JSON.parse(shown);
}

const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".wasm"))
    .sort()
    .map((file) => join(folder, file)),
);
const counts = { static: 0, run: 0, none: 0 };
let called = 0;
let unknown = 0;
let wrong = 0;
for (const file of files) {
  const bytes = readFileSync(file);
  let names;
  try {
    const exports = WebAssembly.Module.exports(new WebAssembly.Module(bytes));
    names = exports.filter((it) => it.kind === "function").map((it) => it.name);
  } catch (error) {
    console.log(`${file}: not compiled here: ${error.message}`);
    continue;
  }
  const initialiser = ["_initialize", "__wasm_call_ctors"].find((name) => names.includes(name));
  if (initialiser === undefined) {
    continue;
  }
  let inspected;
  try {
    inspected = inspect(file, `--init-export=${initialiser}`);
  } catch (error) {
    console.log(`${file}: refused: ${`${error.stderr}`.trim()}`);
    continue;
  }
  if (inspected.kind === "dylink") {
    continue;
  }
  const ran = run(bytes, inspected, initialiser);
  const proven = inspect(file, `--init-export=${initialiser}`, "--prove=run").init;
  const safe = proven.start === "safe";
  if (ran === "ends") {
    counts[safe ? proven.proof : "none"] += 1;
  } else if (ran.startsWith("calls ")) {
    called += 1;
    wrong += safe ? 1 : 0;
  } else {
    unknown += 1;
  }
  console.log(`${file}: ${initialiser} ${ran}; ${proven.start}, proof: ${proven.proof}${proven.ran ? ` (${proven.ran})` : ""}`);
}
const all = counts.static + counts.run + counts.none;
console.log(`${all} call no import: ${counts.static} proven by their code, ${counts.run} by running, ${counts.none} not`);
console.log(`${called} call one, ${unknown} did not end here for other reasons, ${wrong} are called safe and are not`);
process.exitCode = wrong > 0 ? 1 : 0;
