// A module in, a verdict and a fixed module out. Nothing leaves the page.
import { InitfixError, fix, hosts, inspect } from './wasm-initfix/index.mjs';

/** A page would stand still with larger ones. */
const MOST_BYTES = 32 << 20;

const element = (id) => document.getElementById(id);
const [drop, file, options, result] = ['drop', 'file', 'options', 'result'].map(element);
const [graph, picture, calls] = ['graph', 'picture', 'calls'].map(element);

/** The module that is looked at, with its name. */
let current;
/** Counts what was asked for, so that a slow answer does not replace a later one. */
let asked = 0;

async function show() {
  if (!current) return;
  const turn = ++asked;
  const { name, bytes } = current;
  await says(`Looks at ${name} …`);
  const [fixed, seen] = [await tried(() => fix(bytes, { name, ...chosen() })), await tried(() => inspect(bytes, { name }))];
  if (turn !== asked) return;
  element('busy').textContent = '';
  result.hidden = false;
  element('name').textContent = name;
  const error = fixed.error ?? seen.error;
  element('error').hidden = !error;
  element('error').className = 'error';
  element('error').textContent = error ?? '';
  element('verdict').replaceChildren(...(fixed.report ? verdict(fixed).flatMap(item) : []));
  offer(name, fixed);
  element('hosts').replaceChildren(...rows(seen.report?.hosts ?? []));
  graph.hidden = !seen.report?.init.root;
  picture.replaceChildren();
  calls.replaceChildren();
  await draw();
}

/** Says what takes a while, and has that drawn before the work begins. */
async function says(text) {
  element('busy').textContent = text;
  await new Promise((drawn) => setTimeout(drawn));
}

/** The picture of what constructors call, once someone wants to see it: the part of the tool that draws is large. */
async function draw() {
  if (graph.hidden || !graph.open || picture.hasChildNodes()) return;
  const turn = asked;
  const { name, bytes } = current;
  await says(`Draws what the constructors of ${name} call …`);
  const { graph: drawn, error } = await tried(() => inspect(bytes, { name, graph: true }));
  if (turn !== asked) return;
  element('busy').textContent = error ?? '';
  if (!drawn) return;
  picture.replaceChildren(document.importNode(new DOMParser().parseFromString(drawn.svg, 'image/svg+xml').documentElement, true));
  calls.replaceChildren(...drawn.lines.map((line) => Object.assign(document.createElement('li'), { textContent: line })));
}

/** What is said where something cannot be done. */
async function tried(ask) {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof InitfixError) return { error: error.message };
    return { error: `The tool failed at this module: ${error.message}` };
  }
}

function chosen() {
  const { init, host, importMemory, gc } = options.elements;
  return { init: init.value, host: host.value || undefined, importMemory: importMemory.checked, gc: gc.checked };
}

/** What was found and done, as pairs of a label and a text. */
function verdict({ outcome, brief, report }) {
  const { init, reason, host, warnings, notes } = report;
  return [
    ['found', init.evidence],
    ...(brief ? [[outcome, brief], ['because', reason]] : [[outcome, reason]]),
    ...host.map((line) => ['host', line]),
    ...warnings.map((line) => ['warning', line]),
    ...notes.map((line) => ['note', line]),
  ];
}

function item([label, line]) {
  const [term, said] = [document.createElement('dt'), document.createElement('dd')];
  term.textContent = label;
  said.className = label;
  said.append(...quoted(line));
  return [term, said];
}

/** A text with `code` in it. */
function quoted(text) {
  return text.split('`').map((part, place) => {
    if (place % 2 === 0) return part;
    const code = document.createElement('code');
    code.textContent = part;
    return code;
  });
}

function offer(name, { outcome, wasm }) {
  const link = element('link');
  URL.revokeObjectURL(link.href);
  element('download').hidden = outcome !== 'fixed';
  if (outcome !== 'fixed') return;
  link.href = URL.createObjectURL(new Blob([wasm], { type: 'application/wasm' }));
  link.download = name;
  link.textContent = `Download the fixed ${name} (${wasm.length} bytes)`;
}

/** What happens, in words; what `inspect` calls it is the key. */
const HAPPENS = {
  ready: (why) => why,
  'calls-it': (why) => `it calls \`${why}\``,
  'call-it': (why) => `your program has to call \`${why}\``,
  change: (why, flags) => (flags ? `${why}; \`${flags}\` mends that` : why),
  unfit: (why) => why,
};

/** What a host lacks, in a sentence that names the host. Several share a row, so that "it" stands for each. */
const ofIt = (host, missing) => (missing?.startsWith(`${host} `) ? `it${missing.slice(host.length)}` : missing);

/** Hosts with which the same happens, in rows of their own. */
function rows(hosts) {
  const alike = new Map();
  for (const { host, fit, why, flags, missing } of hosts) {
    const text = [HAPPENS[fit](why, flags), ofIt(host, missing)].filter(Boolean).join('; ');
    const row = alike.get(text) ?? { fit, text, names: [] };
    row.names.push(host);
    alike.set(text, row);
  }
  return [...alike.values()].map(row);
}

function row({ fit, text, names }) {
  const line = document.createElement('tr');
  const [name, what] = [document.createElement('th'), document.createElement('td')];
  name.scope = 'row';
  name.textContent = names.join(', ');
  what.className = fit;
  what.append(...quoted(text));
  line.append(name, what);
  return line;
}

async function take(file) {
  if (!file) return;
  if (file.size > MOST_BYTES) {
    const size = `${(file.size / (1 << 20)).toFixed(0)} MB`;
    element('busy').textContent = `${file.name} has ${size}: a page would stand still with it. Use the program.`;
    return;
  }
  current = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  await show();
}

/** The hosts that can be chosen. */
async function names() {
  options.elements.host.append(...(await hosts()).map(({ name }) => new Option(name)));
}

names();
graph.addEventListener('toggle', draw);
file.addEventListener('change', () => take(file.files[0]));
options.addEventListener('change', show);
options.addEventListener('submit', (event) => event.preventDefault());
for (const type of ['dragover', 'dragleave', 'drop']) {
  // Anywhere in the page: a file that misses the frame would replace the page.
  document.addEventListener(type, (event) => {
    event.preventDefault();
    drop.classList.toggle('over', type === 'dragover');
    if (type === 'drop') take(event.dataTransfer.files[0]);
  });
}
for (const button of document.querySelectorAll('[data-example]')) {
  button.addEventListener('click', async () => {
    const name = button.dataset.example;
    const response = await fetch(`examples/${name}`);
    take(new File([await response.arrayBuffer()], name));
  });
}
