// What `include` and `exclude` match.
import { resolve, sep } from 'node:path';

/** Whether a path matches one of several patterns: expressions, functions, and globs from the current folder. */
export function matcher(patterns) {
  const tests = [patterns].flat().map(test);
  return (path) => tests.some((matches) => matches(path));
}

function test(pattern) {
  if (typeof pattern === 'function') return pattern;
  if (pattern instanceof RegExp) {
    // One with the flag `g` goes on where it stopped.
    return (path) => path.search(pattern) >= 0;
  }
  if (typeof pattern === 'string') {
    const glob = expression(slashed(pattern.startsWith('**') ? pattern : resolve(pattern)));
    return (path) => glob.test(slashed(path));
  }
  throw new TypeError(`include and exclude take expressions, globs and functions, and not ${String(pattern)}`);
}

const slashed = (path) => path.replaceAll(sep, '/');

/** `**` stands for any folders, `*` for what is in a name, `?` for a character, `{a,b}` for one of both. */
function expression(glob) {
  let depth = 0;
  const parts = glob.match(/\*\*\/|\*\*|[^]/g) ?? [];
  const source = parts.map((part) => {
    switch (part) {
      case '**/':
        return '(?:.*/)?';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      case '{':
        depth += 1;
        return '(?:';
      case '}':
        depth -= 1;
        return ')';
      case ',':
        return depth > 0 ? '|' : ',';
      default:
        return part.replace(/[$()+.[\\\]^|]/, '\\$&');
    }
  });
  if (depth !== 0) throw new TypeError(`${glob}: a brace has no partner`);
  return new RegExp(`^${source.join('')}$`);
}
