
/** The bytes of NAME.wasm, which are the text at the end. */
function bytes() {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64());
  const text = atob(base64());
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

function base64() {
  return '//# base64';
}
