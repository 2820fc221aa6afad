import { instantiate } from './dist/program.mjs';
import { imports } from './imports.mjs';

globalThis.onmessage = async ({ data }) => {
  const { shared, thread, start } = data;
  const { wasi_thread_start } = await instantiate({ ...shared, first: false, imports: imports(shared) });
  wasi_thread_start(thread, start);
};
