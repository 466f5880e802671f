import { expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...['docs', 'docs/adr'].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}/${file}`),
  ),
  ...readdirSync('adapters', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `adapters/${name}/README.md`),
];
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
/** Made up, or made when the hub is built or run. */
const elsewhere = /trialregister|opening-hours|OpeningHours|released\.graphql|src\/generated/;

test.each(pages)('every file, folder and command that %s names is there', (page) => {
  const text = readFileSync(page, 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)[^)]*\)/g)].map(([, path]) =>
    join(dirname(page), path!),
  );
  const named = [
    ...text.matchAll(/`((?:adapters|docs|prisma|schema|scripts|sdk|src|test|web)\/[\w./-]+)`/g),
  ].map(([, path]) => path!);
  const missing = [...links, ...named].filter((path) => !elsewhere.test(path) && !existsSync(path));
  const unknown = [...text.matchAll(/npm run ([\w:]+)/g)]
    .map(([, name]) => name!)
    .filter((name) => !(name in scripts));

  expect({ missing, unknown }).toEqual({ missing: [], unknown: [] });
});
