
/** Functions of strings, for engines that have none of their own. Numbers come as signed ones. */
const jsString = {
  cast: (value) => string(value),
  test: (value) => (typeof value === 'string' ? 1 : 0),
  fromCharCode: (code) => String.fromCharCode(code >>> 0),
  fromCodePoint: (code) => String.fromCodePoint(below(code, 0x110000)),
  charCodeAt: (text, at) => string(text).charCodeAt(below(at, text.length)),
  codePointAt: (text, at) => string(text).codePointAt(below(at, text.length)),
  length: (text) => string(text).length,
  concat: (first, second) => string(first) + string(second),
  substring: (text, start, end) => (start >>> 0 > end >>> 0 ? string(text) && '' : string(text).substring(start >>> 0, end >>> 0)),
  equals: (first, second) => (nullable(first) === nullable(second) ? 1 : 0),
  compare: (first, second) => (string(first) === string(second) ? 0 : first < second ? -1 : 1),
};

/** A value that has to be a string. */
function string(value) {
  if (typeof value !== 'string') throw new WebAssembly.RuntimeError('it is no string');
  return value;
}

/** The same, or null. */
function nullable(value) {
  return value === null ? value : string(value);
}

/** A number that has to be below this one. */
function below(number, end) {
  if (number >>> 0 >= end) throw new WebAssembly.RuntimeError(`${number >>> 0} is too large`);
  return number >>> 0;
}
