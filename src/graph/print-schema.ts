import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createResolvers, type Services } from './resolvers.js';
import { createSchema } from './schema.js';
import { schemaProblems, schemaText } from './schema-text.js';

/** Writes schema/schema.graphql; with `--check` only says whether it is up to date and breaks no client. */
// Run from dist/src/graph.
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'schema');
// A schema is made of the resolvers' classes; nothing is asked of the services behind them.
const schema = createSchema(createResolvers({} as Services));

function read(name: string): string | null {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

if (!process.argv.includes('--check')) {
  writeFileSync(join(folder, 'schema.graphql'), schemaText(schema));
} else {
  const problems = schemaProblems(schema, {
    printed: read('schema.graphql'),
    released: read('released.graphql'),
  });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
