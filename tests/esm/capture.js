// In a page: keeps what is printed, and posts it when that is `end`, when something fails, or when nothing happens any more.
const lines = [];
let posted = false;
const post = () => {
  if (!posted) fetch('/ended', { method: 'POST', body: lines.join('\n') });
  posted = true;
};
// The policy says what it forbids after the failure that comes of it.
const fail = (what) => {
  lines.push(`failed: ${what}`);
  setTimeout(post, 200);
};
console.log = (...values) => {
  lines.push(values.join(' '));
  if (lines.at(-1) === 'end') post();
};
// A script that is not found says so at its element alone.
const source = ({ target }) => target?.src ?? target?.href;
addEventListener('error', (event) => fail(event.error ?? (event.message || `${source(event)} does not load`)), true);
addEventListener('unhandledrejection', ({ reason }) => fail(reason));
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => fail(`${violatedDirective} forbids ${blockedURI}`));
setTimeout(() => fail('it prints no end'), 20_000);
