import './web-worker.mjs';
import { instantiate } from './dist/threads.mjs';

globalThis.onmessage = async ({ data }) => {
  const { thread, ...given } = data;
  const { fill_stack, own_sum } = await instantiate({ ...given, imports: { env: { in_constructor() {} } } });
  postMessage({ found: `${fill_stack(thread, 2)} and ${own_sum(thread)}` });
};
postMessage({ listens: true });
