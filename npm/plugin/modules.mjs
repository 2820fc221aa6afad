// Which modules a plugin fixes, with which options, and what is said of that.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { fix } from '../index.mjs';
import { matcher } from './matcher.mjs';

/** Packages come with their own JavaScript, which knows how to start their modules. */
const PACKAGES = /[\\/]node_modules[\\/]/;

/** The modules of one build. */
export class Modules {
  /** Those of `fix`. */
  options;
  #included;
  #excluded;
  #asked;
  /** What became of a file for a host, with the sum of the bytes that it had then. */
  #done = new Map();

  constructor({ include = () => true, exclude = PACKAGES, ...options } = {}) {
    this.options = options;
    this.#included = matcher(include);
    this.#excluded = matcher(exclude);
    this.#asked = JSON.stringify([[include].flat().map(String), [exclude].flat().map(String), options]);
  }

  /** All that was asked for. */
  toString() {
    return this.#asked;
  }

  /** Whether a file is for this plugin: bundlers have other uses for other names. */
  has(path) {
    return path.endsWith('.wasm') && this.#included(path) && !this.#excluded(path);
  }

  /** A file's module, fixed as `fixed` does, once for the same bytes. */
  async fixed(path, bytes, host) {
    const [key, sum] = [`${host} ${path}`, createHash('sha256').update(bytes).digest('hex')];
    const done = this.#done.get(key);
    if (done?.sum === sum) return { ...(await done.result), isNew: false };
    const result = fixed(path, bytes, host, this.options);
    this.#done.set(key, { sum, result });
    return { ...(await result), isNew: true };
  }
}

/**
 * A file's module, fixed for the host that the form of its import leads to, unless the user names another; with a line for the bundler's log, and
 * the tool's warnings. Throws an `InitfixError` whose message begins with the file.
 */
export async function fixed(path, bytes, host, options) {
  const name = basename(path);
  const forHost = (host) => fix(bytes, { name, host, ...options });
  try {
    let done = await forHost(host);
    // The JavaScript that imports such a module is its loader, and sees to it as a program does.
    if (!options.host && done.report.keys.includes('wants-loader')) done = await forHost('js');
    const { wasm, brief, report } = done;
    return {
      wasm: wasm instanceof Uint8Array ? wasm : new Uint8Array(wasm),
      line: `${name}: ${brief ?? report.outcome} (${report.reason})`,
      warnings: report.warnings.map((warning) => `${name}: ${warning}`),
    };
  } catch (error) {
    error.message = `${path}: ${error.message}`;
    throw error;
  }
}
