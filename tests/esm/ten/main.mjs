// What is exported is the export, not something that calls it or copies it.
import * as ten from './dist/ten.mjs';

const { exports, ...all } = ten;
console.log(Object.keys(all).length, Object.keys(all).every((name) => all[name] === exports[name]));
console.log(ten.fourth(), ten.count.value);
console.log('end');
