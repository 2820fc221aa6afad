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

/** What is written around a module. The other options are those of a fix. */
export interface EsmOptions extends Omit<FixOptions, 'verbose'> {
  /** The first part of the files' names; `module` if left out. */
  name?: string;
  /** A module that hosts import themselves. */
  direct?: boolean;
  /** A function that makes instances. */
  factory?: boolean;
  /** What is exported of a number that may change. */
  globals?: 'global' | 'value';
  /** Your JavaScript that gives what the module imports, as an import in the folder of the files finds it: `'../imports.mjs'`. */
  imports?: string;
  /** The folder of the files, as an import in that JavaScript finds it: `'./dist'`. What `skeleton` begins with names it. */
  folder?: string;
  /** The module as text in the script. */
  inline?: boolean;
  /** No `await`. */
  sync?: boolean;
  wasi?: 'own' | 'shim' | 'given';
}

/** What was written around a module. */
export interface Written {
  /** Files by their names: text, and the module, if it has a file of its own. */
  files: Record<string, string | Uint8Array>;
  /** What the JavaScript that `imports` names begins as, if the module imports something that it has to give. */
  skeleton?: string;
  report: EsmReport;
}

/** What was found and done. */
export interface EsmReport {
  found: string;
  convention: string;
  files: string[];
  then: string[];
  warnings: string[];
  notes: string[];
}

/** A host whose rules are known: what `wasm-initfix hosts --report=json` prints. */
export interface Host {
  name: string;
  title: string;
  [rule: string]: unknown;
}

/** What constructors call, as a picture. */
export interface Graph {
  /** A drawing, with a title and a description. */
  svg: string;
  /** For graphviz. */
  dot: string;
  /** For Mermaid. */
  mermaid: string;
  /** In words: a line for each function or group of functions. */
  lines: string[];
}

/** What `inspect` looks at. */
export interface InspectOptions extends Options {
  /** Whether the picture of what constructors call is drawn. */
  graph?: boolean;
}

/** What became of a module. */
export interface Fixed {
  outcome: 'fixed' | 'unchanged';
  /** In one line, what changed; nothing if nothing did. */
  brief?: string;
  /** The module: the one that was given, if nothing changes. */
  wasm: Uint8Array<ArrayBuffer> | ArrayBuffer;
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
  /** What constructors call, if that was asked for and the module has an initialiser. */
  graph?: Graph;
}

/** Why a module could not be fixed or looked at. */
export class InitfixError extends Error {
  constructor(failed: { kind: string; message: string });
  /** `refused`: what was asked for would break it, or contradicts itself. `bug` is a fault of wasm-initfix. */
  kind: 'not-a-module' | 'invalid' | 'relocatable' | 'refused' | 'unsupported' | 'absent' | 'bug';
}

/** Fixes a module. Throws an {@link InitfixError} for what cannot be fixed. */
export function fix(wasm: Uint8Array | ArrayBuffer, options?: FixOptions): Promise<Fixed>;

/** Says who runs a module's constructors, when, and what hosts make of it. */
export function inspect(wasm: Uint8Array | ArrayBuffer, options?: InspectOptions): Promise<Inspected>;

/** Writes JavaScript around a module: what `wasm-initfix esm` writes into a folder. */
export function esm(wasm: Uint8Array | ArrayBuffer, options?: EsmOptions): Promise<Written>;

/** The hosts whose rules are known, by which `host` names one. */
export function hosts(): Promise<Host[]>;
