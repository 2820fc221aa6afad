// Fixes modules while a bundler builds a program that imports them: `plugin.vite(options)`, `plugin.rollup(options)`, ….
import esbuild from './esbuild.mjs';
import rollup from './rollup.mjs';
import vite from './vite.mjs';
import webpack from './webpack.mjs';

/** Rolldown takes the plugins of Rollup. */
export default { esbuild, rolldown: rollup, rollup, vite, webpack };
