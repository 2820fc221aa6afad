// The bindings that asc writes take `env.log` from here.
globalThis.log = (message) => console.log(`log: ${message}`);

const { ran } = await import('./build/plugin.js');
console.log('loaded');
console.log(`ran() = ${ran()}`);
console.log(`ran() = ${ran()}`);
