// Names that are no identifiers, or that mean something elsewhere.
import * as all from './dist/names.mjs';
import { "" as empty, "quote\"'`${x}\\" as quote, "__proto__" as proto } from './dist/names.mjs';

const shown = (name) => JSON.stringify(name).replace(/[^ -~]/gu, (it) => `<${it.codePointAt(0).toString(16)}>`);
const names = Object.keys(all).map(shown);
console.log(names.slice(0, 10).join(' '));
console.log(names.slice(10).join(' '));
console.log([empty, quote, proto, all['a.b#c'], all.class].map((answer) => answer()).join(' '));
console.log('end');
