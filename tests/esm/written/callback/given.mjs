let given = {};
export function register(more) {
  given = { ...given, ...more };
}

export const env = {
  visit: (pointer) => given.exports.__indirect_function_table.get(pointer)(7),
  log: (at, length) => console.log(new TextDecoder().decode(new Uint8Array(given.memory.buffer, at, length))),
};
