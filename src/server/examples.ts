import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ExampleOperation {
  readonly name: string;
  readonly query: string;
}

/** Operations for one kind of asker. `name` is the folder in `schema/operations`. */
export interface Persona {
  readonly name: string;
  readonly title: string;
  /** Where this persona logs in; null when it needs none or brings a token. */
  readonly login: string | null;
  readonly operations: readonly ExampleOperation[];
}

const known: readonly Omit<Persona, 'operations'>[] = [
  { name: 'visitor', title: 'Bezoeker', login: null },
  { name: 'citizen', title: 'Burger', login: '/login/citizen' },
  { name: 'staff', title: 'Medewerker', login: '/login/staff' },
  { name: 'administrator', title: 'Beheerder', login: '/login/staff' },
  { name: 'client', title: 'Toepassing', login: null },
];

/** The documents of one persona in the order of their file names; a digit in front of a name orders them and is no part of it. */
async function operationsIn(folder: string): Promise<ExampleOperation[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.graphql')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: file.replace(/\.graphql$/, ''),
      query: await readFile(join(folder, file), 'utf8'),
    })),
  );
}

/** The personas that have example operations in `folder` (`schema/operations`), visitor first. */
export async function readExamples(folder: string): Promise<Persona[]> {
  const present = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  return Promise.all(
    known
      .filter(({ name }) => present.includes(name))
      .map(async (persona) => ({ ...persona, operations: await operationsIn(join(folder, persona.name)) })),
  );
}
