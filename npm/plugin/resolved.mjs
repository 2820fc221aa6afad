// Imports of a module led to its fixed copy, for Rollup, Rolldown and Vite.

/** The path of a module, and what stands behind it in an import; of anything else, the whole. Folders may have any names. */
export function divided(id) {
  const [, path = id, query = ''] = /^([^]*?\.wasm)([?#][^]*)?$/.exec(id) ?? [];
  return [path, query];
}

/** What the hook `resolveId` gives, for a plugin whose `this` it gets: the copy, with what stood behind the file in the import. */
export async function resolved(plugin, { copies, modules, hostOf }, source, importer, options) {
  const [importing, suffix] = divided(importer ?? '');
  const original = copies.original(importing);
  const from = original === undefined ? importer : original + suffix;
  const [path] = divided(source);
  if (!path.endsWith('.wasm') || copies.original(path) !== undefined) {
    // What a copy imports lies beside the file that it is a copy of.
    return original === undefined ? null : plugin.resolve(source, from, { ...options, skipSelf: true });
  }
  const found = await plugin.resolve(source, from, { ...options, skipSelf: true });
  if (!found || found.external) return found;
  const [file, query] = divided(found.id);
  if (copies.original(file) !== undefined || !modules.has(file)) return found;
  plugin.addWatchFile(file);
  return { ...found, id: (await copies.of(file, hostOf(query))) + query };
}
