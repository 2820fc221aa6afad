import type { PluginOptions } from './index.js';

/** For webpack: `plugins: [wasmInitfix()]`. */
export default function wasmInitfix(options?: PluginOptions): { apply(compiler: any): void };
