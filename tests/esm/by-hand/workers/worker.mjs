import './web-worker.mjs';
import { instantiate } from './dist/threads.mjs';

globalThis.onmessage = ({ data }) => {
  const { fill_stack, own_sum } = instantiate(data);
  postMessage({ found: `${fill_stack(data.thread, 2)} and ${own_sum(data.thread)}` });
};
postMessage({ listens: true });
