// How many bytes each file takes on its way to a browser: node size.mjs FILE...
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';

for (const file of process.argv.slice(2)) {
  console.log(`${basename(file)} ${gzipSync(readFileSync(file), { level: 9 }).length}`);
}
