/** What the command line's options of the same names say: `--import-memory=env,memory` is `importMemory: 'env,memory'`. */
export interface Options {
  /** What messages call the module. */
  name?: string;
  /** Whether the text says all. */
  verbose?: boolean;
  afterCall?: 'flush' | 'nothing';
  /** `MODULE.NAME=pure`, `=memory` or `=reenters`. */
  assume?: string | string[];
  assumeWrapped?: boolean;
  /** The host that the module is for, by the name that `wasm-initfix hosts` lists. */
  host?: string;
  initExport?: string;
  /** `NAME=NUMBER`. */
  limit?: string | string[];
  prove?: 'off' | 'static' | 'run';
}

/** What a fix is to do. */
export interface FixOptions extends Options {
  defineMemory?: boolean;
  defineTable?: boolean;
  dropInitExport?: boolean;
  exportDtors?: string;
  exportMain?: boolean | string;
  exportMemory?: boolean | string;
  exportTable?: boolean | string;
  gc?: boolean;
  guardAddress?: number | string;
  /** `MODULE,NAME`; `true` stands for `env,memory`. */
  importMemory?: boolean | string;
  importTable?: boolean | string;
  init?: 'auto' | 'start' | 'export' | 'lazy' | 'keep';
  initName?: string;
  /** Bytes, or pages: `'17p'`. */
  initialMemory?: number | string;
  markAddress?: number | string;
  maxMemory?: number | string;
  memory?: number | string;
  noExportDtors?: boolean;
  noExportMemory?: boolean;
  noExportTable?: boolean;
  noMaxMemory?: boolean;
  policy?: 'reach' | 'memory';
  /** `OLD=NEW`. */
  renameExport?: string | string[];
  renameImport?: string | string[];
  rewriter?: 'auto' | 'splice' | 'walrus';
  segments?: 'keep' | 'init';
  table?: number | string;
  validate?: 'changed' | 'full';
  /** `'all'` or an address; `true`: from the first data segment on. */
  zeroMemory?: boolean | number | string;
}

/** What became of a module. */
export interface Fixed {
  outcome: 'fixed' | 'unchanged';
  /** The module: the one that was given, if nothing changes. */
  wasm: Uint8Array | ArrayBuffer;
  /** What `wasm-initfix --report=json` prints. */
  report: Record<string, unknown>;
  /** What `wasm-initfix` prints. */
  text: string;
}

/** What a module is. */
export interface Inspected {
  /** What `wasm-initfix inspect --report=json` prints. */
  report: Record<string, unknown>;
  /** What `wasm-initfix inspect` prints. */
  text: string;
}

/** Why a module could not be fixed or looked at. */
export class InitfixError extends Error {
  /** `refused`: what was asked for would break it, or contradicts itself. `bug` is a fault of wasm-initfix. */
  kind: 'not-a-module' | 'invalid' | 'relocatable' | 'refused' | 'unsupported' | 'absent' | 'bug';
}

/** Fixes a module. Throws an {@link InitfixError} for what cannot be fixed. */
export function fix(wasm: Uint8Array | ArrayBuffer, options?: FixOptions): Promise<Fixed>;

/** Says who runs a module's constructors, when, and what hosts make of it. */
export function inspect(wasm: Uint8Array | ArrayBuffer, options?: Options): Promise<Inspected>;
