import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  beheerDetail,
  beheerSearchItem,
  detailDocument,
  searchItem,
} from '../../adapters/verenigingsregister/simulator/documents.js';
import { RegisterState } from '../../adapters/verenigingsregister/simulator/records.js';
import { seedAssociations } from '../../adapters/verenigingsregister/simulator/seed.js';
import { contractTest } from '../support/contracts.js';

type Kind = 'text' | 'bare' | 'list' | 'object' | 'null';

const kindsByMark: readonly (readonly [RegExp, Kind])[] = [
  [/^"/, 'text'],
  [/^\[/, 'list'],
  // A number, true, false, or a list printed whole: a template does not tell which.
  [/^(\{\{|true|false|\d)/, 'bare'],
  [/^\{/, 'object'],
  [/^null/, 'null'],
];

/** What a template lets each key hold: what stands behind it, in both branches of a condition. */
function kindsIn(template: string): Map<string, Set<Kind>> {
  const kinds = new Map<string, Set<Kind>>();
  for (const { 0: found, 1: key = '', index } of template.matchAll(/"(@?[A-Za-z]+)"\s*:/g)) {
    const allowed = kinds.get(key) ?? new Set<Kind>();
    kinds.set(key, allowed);
    for (const branch of branchesOf(template.slice(index + found.length).trimStart())) {
      const [, kind] = kindsByMark.find(([mark]) => mark.test(branch)) ?? [];
      if (kind) allowed.add(kind);
    }
  }
  return kinds;
}

/** The text itself, or what follows the `if` that it begins with and its `else`. */
function branchesOf(text: string): string[] {
  const [condition] = /^\{\{-?\s*if\b[^}]*\}\}\s*/.exec(text) ?? [];
  if (condition === undefined) return [text];
  const branches = [text.slice(condition.length)];
  let depth = 0;
  for (const { 0: found, 1: word, index } of text.matchAll(/\{\{-?\s*(if|for|else|end)\b[^}]*\}\}/g)) {
    if (word === 'if' || word === 'for') depth += 1;
    if (word === 'else' && depth === 1) branches.push(text.slice(index + found.length).trimStart());
    if (word === 'end') depth -= 1;
    if (depth === 0) break;
  }
  return branches;
}

function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'object';
  return typeof value === 'string' ? 'text' : 'bare';
}

/** A relation has an object by this name, and a membership a text, which the templates of a detail do not have. */
const ofTwoMeanings = 'andereVereniging';

/** Values that are of no kind that the template lets their key hold. */
function strangers(kinds: Map<string, Set<Kind>>, value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => strangers(kinds, item, `${path}[]`));
  if (!value || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const allowed = kinds.get(key);
    const kind = kindOf(inner);
    const fits = !allowed || allowed.has(kind) || (kind === 'list' && allowed.has('bare'));
    const here = fits || key === ofTwoMeanings ? [] : [`${path}.${key} is ${kind}`];
    return [...here, ...strangers(kinds, inner, `${path}.${key}`)];
  });
}

const state = new RegisterState(seedAssociations(), () => '2026-06-01');
const simulated: Readonly<Record<string, () => unknown[]>> = {
  'public.DetailVerenigingResponse': () =>
    state.visible().map((record) => detailDocument(record, 'v2', '', state)),
  'public.ZoekVerenigingenResponse': () => state.visible().map((record) => searchItem(record, 'v2', '')),
  'admin.DetailVerenigingResponse': () =>
    state.all().map((record) => beheerDetail(record, 'v2', 'http://register', state)),
  'admin.ZoekVerenigingenResponse': () => state.all().map((record) => beheerSearchItem(record, 'v2', '')),
};

describe('each value that the simulator answers is of the kind that the register’s own template has at its key', () => {
  for (const [name, answers] of Object.entries(simulated))
    contractTest(name, (contracts) => {
      const file = join(contracts, 'associations', 'templates', `${name}.template.json`);
      const kinds = kindsIn(readFileSync(file, 'utf8'));
      expect(kinds.size).toBeGreaterThan(20);
      expect(answers().length).toBeGreaterThan(5);
      expect([...new Set(answers().flatMap((answer) => strangers(kinds, answer)))]).toEqual([]);
    });

  test('and one of another kind is told', () => {
    const kinds = kindsIn(
      '{"naam": "{{x}}", "start":\n{{if x}}\n "{{x}}",\n{{else}}\n null,\n{{end}} "is": {{x}}, "in": [ {"naam": "{{y}}"} ]}',
    );
    expect(strangers(kinds, { naam: 'a', start: null, is: true, in: [{ naam: 'b' }] })).toEqual([]);
    expect(strangers(kinds, { naam: null, start: 1, is: 'true', in: [{ naam: 2 }], other: 1 })).toEqual([
      '.naam is null',
      '.start is bare',
      '.is is text',
      '.in[].naam is bare',
    ]);
  });
});
