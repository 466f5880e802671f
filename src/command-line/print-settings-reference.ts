import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { settingsSchema } from '../settings-schema.js';
import { hubReference } from '../settings/settings-reference.js';

/** Writes docs/settings.md; with `--check` only says whether it is up to date. */
const page = hubReference(settingsSchema.object);
// Run from dist/src/command-line.
const file = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'docs', 'settings.md');

if (!process.argv.includes('--check')) {
  writeFileSync(file, page);
} else if (readFileSync(file, 'utf8') !== page) {
  console.error('docs/settings.md is not what the code says; run npm run generate.');
  process.exitCode = 1;
}
