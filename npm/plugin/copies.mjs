// Fixed modules as files beside the build: for bundlers whose own code reads a module from the disk, where a plugin cannot hand it bytes.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Another version of the tool may fix modules otherwise. */
const { version } = createRequire(import.meta.url)('../package.json');

export class Copies {
  #modules;
  #folder;
  /** What is said of a module: `{ info, warn }`. */
  #log;
  /** Copies by their paths: what they are copies of, and for which host. */
  #copies = new Map();

  constructor(modules, folder, log) {
    this.#modules = modules;
    this.#folder = folder;
    this.#log = log;
  }

  /** The copy of a file for a host, which is there with what the file has now. Its path stays the same when the file changes. */
  async of(path, host) {
    const key = JSON.stringify([version, path, host, this.#modules.options]);
    const folder = createHash('sha256').update(key).digest('hex').slice(0, 16);
    const copy = join(this.#folder, folder, basename(path));
    this.#copies.set(slashed(copy), { path, host });
    await this.#write(copy, path, host);
    return slashed(copy);
  }

  /** The file that a path is a copy of. */
  original(path) {
    return this.#copies.get(slashed(path))?.path;
  }

  /** Writes the copies of a file anew, or all of them, and says which they are. */
  async refresh(path) {
    const copies = [...this.#copies].filter(([, copy]) => path === undefined || slashed(copy.path) === slashed(path));
    await Promise.all(copies.map(([copy, { path, host }]) => this.#write(copy, path, host)));
    return copies.map(([copy]) => copy);
  }

  async #write(copy, path, host) {
    const { wasm, line, warnings, isNew } = await this.#modules.fixed(path, await readFile(path), host);
    if (isNew) {
      this.#log.info(line);
      for (const warning of warnings) this.#log.warn(warning);
    }
    // A file that stays as it is has nothing built anew.
    const old = await readFile(copy).catch(() => undefined);
    if (old && Buffer.compare(old, wasm) === 0) return;
    await mkdir(dirname(copy), { recursive: true });
    // Another build may read it meanwhile.
    const written = `${copy}.${process.pid}.${++Copies.#count}`;
    try {
      await writeFile(written, wasm);
      await rename(written, copy);
    } catch (error) {
      await rm(written, { force: true });
      throw error;
    }
  }

  static #count = 0;
}

const slashed = (path) => path.replaceAll('\\', '/');
