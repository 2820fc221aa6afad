// What comes of a module that `load` imports: calls of what is asked for, and what `env.log` says meanwhile.
export async function outcome(load, calls) {
  const said = (globalThis.said = []);
  try {
    const exports = await load();
    for (const name of calls) {
      const result = exports[name]();
      said.push(result === undefined ? name : `${name} = ${result}`);
    }
  } catch (error) {
    said.push(`failed: ${error.message}`);
  }
  console.log(said.join('; '));
}
