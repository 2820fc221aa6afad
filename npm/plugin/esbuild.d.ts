import type { PluginOptions } from './index.js';

/** For esbuild: `plugins: [wasmInitfix()]`, with a loader for `.wasm`. */
export default function wasmInitfix(options?: PluginOptions): { name: string; setup(build: any): void };
