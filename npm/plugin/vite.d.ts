import type { PluginOptions } from './index.js';

/** For Vite: `plugins: [wasmInitfix()]`. */
export default function wasmInitfix(options?: PluginOptions): { name: string }[];
