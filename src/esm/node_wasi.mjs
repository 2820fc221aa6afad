
/** The host's own WASI, if it has one that can be told of a memory before there are exports; else the one beside this file. */
function bind(memory) {
  const { WASI } = globalThis.process?.getBuiltinModule?.('node:wasi') ?? {};
  const { finalizeBindings, initialize } = WASI?.prototype ?? {};
  const given = { args: globalThis.process?.argv.slice(1), env: environment() };
  if (!finalizeBindings && !initialize) return wasi(memory, given);
  const own = new WASI({ version: 'preview1', ...given });
  if (finalizeBindings) own.finalizeBindings({ exports: { memory } }, { memory });
  else own.initialize({ exports: { memory } });
  // Its own would end the process, or throw what only it knows.
  return { ...own.wasiImport, proc_exit: wasi(memory).proc_exit };
}

/** The variables of the process, as far as it may read them: Deno asks its user. */
function environment() {
  try {
    return { ...globalThis.process?.env };
  } catch {
    return {};
  }
}
