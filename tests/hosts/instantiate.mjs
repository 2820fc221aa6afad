// The JS API by itself, as in any browser: an import that reads the module's memory, and calls of what is asked for.
export async function outcome(bytes, calls) {
  const lines = [];
  try {
    // At once: in a headless browser, time may be up while others compile.
    const module = new WebAssembly.Module(bytes);
    const imports = makeImports(module, lines);
    imports.instance = await WebAssembly.instantiate(module, imports.object);
    call(imports.instance.exports, calls, lines);
  } catch (error) {
    lines.push(`failed: ${error.message}`);
  }
  return lines;
}

// `env.log` reads the memory that is given, or that the instance exports once there is one.
export function makeImports(module, lines) {
  const imports = { object: { env: {} }, instance: undefined };
  if (WebAssembly.Module.imports(module).some(({ kind }) => kind === 'memory')) {
    imports.object.env.memory = new WebAssembly.Memory({ initial: 1 });
  }
  imports.object.env.log = (at, length) => {
    const memory = imports.object.env.memory ?? imports.instance?.exports.memory;
    if (!memory) throw new Error('env.log found no memory');
    lines.push(`log: ${new TextDecoder().decode(new Uint8Array(memory.buffer, at, length))}`);
  };
  return imports;
}

export function call(exports, calls, lines) {
  for (const name of calls) {
    const result = exports[name]();
    lines.push(result === undefined ? name : `${name} = ${result}`);
  }
}
