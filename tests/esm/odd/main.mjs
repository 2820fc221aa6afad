// Each export calls the import of its name, which throws what its beginning throws.
import * as odd from './dist/odd.mjs';
import names from './names.mjs';

const same = (one, other) => JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
console.log(`the names: ${same(Object.keys(odd), [...names, 'exports'])}, ${same(Object.keys(odd.exports), names)}`);
const wrong = names.filter((name) => said(name) !== `${name}.${name} is not written yet`);
console.log(`others that answer: ${JSON.stringify(wrong)}`);
console.log(`more was run: ${'ran' in globalThis}`);
console.log('end');

function said(name) {
  try {
    return odd[name]();
  } catch (error) {
    return error.message;
  }
}
