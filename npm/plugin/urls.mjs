// `new URL('./x.wasm', import.meta.url)` in code, which bundlers take without asking plugins where the file is.
import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

/** Code that may have such a URL. */
export const MENTIONS = /\.wasm\b[^]*import\.meta\.url/;

/** The code with the paths of copies in the place of those of modules; nothing, if there are none. */
export async function withCopies(plugin, { copies, modules }, code, id) {
  // Versions of Vite that know no filters ask for all code.
  if (!MENTIONS.test(code)) return null;
  const folder = dirname(id.split('?')[0]);
  const literals = urls(plugin.parse(code)).filter(({ url, start }) => !isIgnored(code, start) && /^\.{1,2}\//.test(url));
  let changed = '';
  let end = 0;
  for (const literal of literals) {
    const file = resolve(folder, literal.url);
    if (!modules.has(file) || !existsSync(file)) continue;
    plugin.addWatchFile(file);
    const copy = relative(folder, await copies.of(file, 'js')).replaceAll('\\', '/');
    changed += code.slice(end, literal.start) + JSON.stringify(copy.startsWith('.') ? copy : `./${copy}`);
    end = literal.end;
  }
  // No line moves, so the source map stays as it is.
  return end === 0 ? null : { code: changed + code.slice(end), map: null };
}

/** A comment before the literal asks the bundler to leave it as it is. */
function isIgnored(code, start) {
  return /@vite-ignore\s*\*\/\s*$/.test(code.slice(0, start));
}

/** The literals of all `new URL('…', import.meta.url)`, in order. */
function urls(program) {
  const found = [];
  const rest = [program];
  while (rest.length > 0) {
    const node = rest.pop();
    if (node.type === 'NewExpression' && node.callee.name === 'URL' && isOfModule(node.arguments[1])) {
      const [literal] = node.arguments;
      if (literal.type === 'Literal' && typeof literal.value === 'string') {
        found.push({ url: literal.value, start: literal.start, end: literal.end });
      }
    }
    for (const value of Object.values(node)) {
      rest.push(...[value].flat().filter((child) => typeof child?.type === 'string'));
    }
  }
  return found.sort((one, other) => one.start - other.start);
}

function isOfModule(node) {
  return node?.type === 'MemberExpression' && node.object.type === 'MetaProperty' && node.property.name === 'url';
}
