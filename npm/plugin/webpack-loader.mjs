// webpack's loader, which gets the bytes of a module and gives those of the fixed one.
import { InitfixError } from '../index.mjs';
import { fixed } from './modules.mjs';

/** The module as a Buffer, and not as text. */
export const raw = true;

export default async function load(bytes) {
  const done = this.async();
  // webpack instantiates modules of this type by its own code; the program does so with those that it gets as files.
  const host = this._module.type.startsWith('webassembly/') ? 'webpack' : 'js';
  try {
    const { wasm, line, warnings } = await fixed(this.resourcePath, bytes, host, this.getOptions());
    // A loader's own logger would name the loader's file and the module's.
    this._compilation.getLogger('wasm-initfix').info(line);
    for (const warning of warnings) this.emitWarning(new Error(`wasm-initfix: ${warning}`));
    done(null, Buffer.from(wasm.buffer, wasm.byteOffset, wasm.byteLength));
  } catch (error) {
    // webpack keeps errors, too, but only those of types that it knows, and shows where they come from unless that says nothing.
    done(error instanceof InitfixError ? Object.assign(new Error(error.message), { hideStack: true }) : error);
  }
}
