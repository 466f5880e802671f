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

/** `opening` is the operation that is shown first; the others follow by name. */
const known: readonly (Omit<Persona, 'operations'> & { readonly opening: string })[] = [
  { name: 'visitor', title: 'Bezoeker', login: null, opening: 'SearchAssociations' },
  { name: 'citizen', title: 'Burger', login: '/login/citizen', opening: 'MyOverview' },
  { name: 'staff', title: 'Medewerker', login: '/login/staff', opening: 'CitizenForDossier' },
  { name: 'administrator', title: 'Beheerder', login: '/login/staff', opening: 'AdapterStates' },
  { name: 'client', title: 'Toepassing', login: null, opening: 'AssociationsForApplication' },
];

async function operationsIn(folder: string, opening: string): Promise<ExampleOperation[]> {
  const names = (await readdir(folder))
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => file.slice(0, -'.graphql'.length));
  names.sort((a, b) => Number(b === opening) - Number(a === opening) || a.localeCompare(b));
  return Promise.all(
    names.map(async (name) => ({ name, query: await readFile(join(folder, `${name}.graphql`), 'utf8') })),
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
      .map(async ({ opening, ...persona }) => ({
        ...persona,
        operations: await operationsIn(join(folder, persona.name), opening),
      })),
  );
}
