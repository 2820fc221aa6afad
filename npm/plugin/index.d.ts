import type { FixOptions } from '../index.js';
import type esbuild from './esbuild.js';
import type rollup from './rollup.js';
import type vite from './vite.js';
import type webpack from './webpack.js';

/** Files: an expression that a path has to match, a glob from the current folder, or a function that says so. */
export type Pattern = RegExp | string | ((path: string) => boolean);

/** What `fix` takes, for all modules that the plugin fixes. */
export interface PluginOptions extends Omit<FixOptions, 'name' | 'verbose'> {
  /** Which files that end with `.wasm` the plugin fixes. If left out, all of them. */
  include?: Pattern | Pattern[];
  /** Those that it leaves as they are. If left out, those in `node_modules`. */
  exclude?: Pattern | Pattern[];
}

declare const plugins: {
  esbuild: typeof esbuild;
  rolldown: typeof rollup;
  rollup: typeof rollup;
  vite: typeof vite;
  webpack: typeof webpack;
};
export default plugins;
