// What TypeScript makes of the package. Lines that `@ts-expect-error` precedes must be wrong.
import { InitfixError, esm, fix, hosts, inspect } from 'wasm-initfix';
import type { EsmOptions, Host } from 'wasm-initfix';
import plugin from 'wasm-initfix/plugin';
import type { PluginOptions } from 'wasm-initfix/plugin';
import esbuild from 'wasm-initfix/esbuild';
import rolldown from 'wasm-initfix/rolldown';
import rollup from 'wasm-initfix/rollup';
import vite from 'wasm-initfix/vite';
import webpack from 'wasm-initfix/webpack';

const bytes = new Uint8Array();
const { outcome, brief, wasm } = await fix(bytes, { init: 'start', assume: ['env.log=pure'] });
export const line: string = outcome === 'fixed' ? (brief ?? '') : '';
export const module: WebAssembly.Module = new WebAssembly.Module(wasm);
// @ts-expect-error: no such answer
await fix(bytes, { init: 'begin' });

const { graph, text } = await inspect(bytes, { graph: true });
export const picture: string = graph?.svg ?? text;
export const lines: string[] = graph?.lines ?? [];

const options: EsmOptions = { name: 'plugin', factory: true, wasi: 'shim', importMemory: true };
const { files, skeleton, report } = await esm(bytes, options);
export const script: string | Uint8Array | undefined = files['plugin.mjs'];
export const begun: string | undefined = skeleton;
export const said: string[] = [...report.warnings, ...report.notes, ...report.then];
// @ts-expect-error: WASI comes from three places
await esm(bytes, { wasi: 'mine' });

const [first]: Host[] = await hosts();
export const name: string = first?.name ?? '';
export const kind: string = new InitfixError({ kind: 'refused', message: '' }).kind;

const plugged: PluginOptions = { include: [/a/, 'lib/**/*.wasm'], exclude: (path) => path.length > 9, host: 'esm', gc: true };
export const plugins = [vite(plugged), rollup(), rolldown(), webpack(plugged), esbuild(), plugin.vite(plugged), plugin.rolldown()];
// @ts-expect-error: a plugin names modules after their files
vite({ name: 'plugin' });
