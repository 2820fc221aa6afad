
/** The arguments and variables of the process, if there is one, as far as it may read them: Deno asks its user. */
function environment() {
  const { argv } = globalThis.process ?? {};
  const args = argv?.slice(1);
  try {
    return { args, env: { ...globalThis.process?.env } };
  } catch {
    return { args };
  }
}
