import type { PluginOptions } from './index.js';

/** For Rollup and Rolldown: before the plugin that makes something of a `.wasm`. */
export default function wasmInitfix(options?: PluginOptions): { name: string };
