
/** The host's own WASI, if it has one that can be told of a memory before there are exports; else the one beside this file. */
function bind(memory) {
  const { WASI } = globalThis.process?.getBuiltinModule?.('node:wasi') ?? {};
  const { finalizeBindings, initialize } = WASI?.prototype ?? {};
  const given = environment();
  if (!finalizeBindings && !initialize) return wasi(memory, given);
  const own = new WASI({ version: 'preview1', ...given });
  if (finalizeBindings) own.finalizeBindings({ exports: { memory } }, { memory });
  else own.initialize({ exports: { memory } });
  const { proc_exit, fd_fdstat_get } = wasi(memory);
  return {
    ...own.wasiImport,
    // Its own would end the process, or throw what only it knows.
    proc_exit,
    // As on a terminal: into a pipe, C would keep lines until it ends, which a library does not.
    fd_fdstat_get: (fd, at) => (fd > 2 ? own.wasiImport.fd_fdstat_get(fd, at) : fd_fdstat_get(fd, at)),
  };
}
