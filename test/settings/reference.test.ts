import { beforeAll, describe, expect, test } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { adapters } from '../../adapters/index.js';
import { loadSettings, SettingsError } from '../../src/settings/load-settings.js';
import { secret } from '../../src/settings/secret.js';
import { hubReference, settingLines } from '../../src/settings/settings-reference.js';
import { settingsSchema } from '../../src/settings-schema.js';
import { testCertificates } from '../support/sandbox-settings.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));

const privateKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;
const { authority: certificate } = await testCertificates();

/** Something that fits for every environment variable the example names. */
function environmentFor(text: string): Record<string, string> {
  const valueOf = (name: string) => {
    if (name === 'DATABASE_URL') return 'postgresql://hub:secret@db/hub';
    if (/CERTIFICATE|AUTHORITIES/.test(name)) return certificate;
    if (name.includes('PRIVATE_KEY')) return privateKey;
    if (name.startsWith('WEBHOOK_')) return `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    if (name.includes('WEBHOOK')) return Buffer.alloc(32, 1).toString('hex');
    return Buffer.alloc(32, 1).toString('base64');
  };
  return Object.fromEntries(
    [...text.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => [name as string, valueOf(name as string)]),
  );
}

describe('schakel.example.yaml', () => {
  let text: string;
  beforeAll(async () => {
    text = await readFile(join(repository, 'schakel.example.yaml'), 'utf8');
  });

  test('loads as it is, with every adapter in it', async () => {
    const settings = await loadSettings({
      file: join(repository, 'schakel.example.yaml'),
      schema: settingsSchema,
      environment: environmentFor(text),
    });
    expect(Object.keys(settings.adapters).sort()).toEqual(adapters.map(({ name }) => name).sort());
  });

  test('shows every setting, and what it shows behind a # fits too', async () => {
    const everything = text.replace(/^(\s*)#(?=\S)/gm, '$1');
    const shown = new Set(pathsOf(parse(everything)));
    const isPolicyOfAnother = (path: string) =>
      /^adapters\.(?!verenigingsregister\.)[^.]+\.policy(\.|$)/.test(path);
    const hidden = settingLines(settingsSchema.object)
      .map(({ path }) => path)
      .filter((path) => !isPolicyOfAnother(path) && ![...shown].some((one) => fits(one, path)));
    expect(hidden).toEqual([]);

    const folder = await mkdtemp(join(tmpdir(), 'schakel-example-'));
    const file = join(folder, 'schakel.yaml');
    await writeFile(file, everything);
    const error = await loadSettings({
      file,
      schema: settingsSchema,
      environment: environmentFor(everything),
    }).catch((thrown: unknown) => thrown);
    await rm(folder, { recursive: true });
    // It shows both ways of choices of which a real file has one.
    expect(error).toBeInstanceOf(SettingsError);
    expect((error as SettingsError).problems.map(({ path }) => path).sort()).toEqual([
      'adapters.ebox.transport.federation',
      'adapters.ebox.transport.version',
      'adapters.verenigingsregister.acm',
      'adapters.verenigingsregister.beheer',
      'database',
    ]);
  });
});

function pathsOf(value: unknown, path = ''): string[] {
  if (value === null || typeof value !== 'object') return [path];
  const below = Array.isArray(value)
    ? value.flatMap((item) => pathsOf(item, `${path}[]`))
    : Object.entries(value).flatMap(([key, child]) => pathsOf(child, path ? `${path}.${key}` : key));
  return [path, ...below];
}

/** `policy.operations.search.timeoutMs` shows `policy.operations.<name>.timeoutMs`. */
function fits(shown: string, path: string): boolean {
  const [parts, wanted] = [shown.split('.'), path.split('.')];
  return parts.length === wanted.length && wanted.every((part, n) => part === '<name>' || part === parts[n]);
}

describe('the reference', () => {
  test('tells type, unit, default and whether a setting is required or secret', () => {
    const lines = settingLines(
      z.strictObject({
        waitMs: z.int().min(1).max(9).default(5).describe('How long.'),
        tries: z.number().int().positive().describe('How often.'),
        level: z.enum(['a', 'b']).describe('Which.'),
        token: secret().optional().describe('The token.'),
        group: z
          .strictObject({
            list: z
              .array(z.strictObject({ url: z.url().describe('Where.') }))
              .default([])
              .describe('Many.'),
          })
          .prefault({})
          .describe('A group.'),
      }),
    );
    expect(lines).toEqual([
      {
        path: 'waitMs',
        type: 'whole number, 1 to 9',
        unit: 'milliseconds',
        standard: '5',
        required: false,
        secret: false,
        sentence: 'How long.',
      },
      {
        path: 'tries',
        type: 'whole number, from 1',
        unit: null,
        standard: null,
        required: true,
        secret: false,
        sentence: 'How often.',
      },
      {
        path: 'level',
        type: 'one of a, b',
        unit: null,
        standard: null,
        required: true,
        secret: false,
        sentence: 'Which.',
      },
      {
        path: 'token',
        type: 'secret',
        unit: null,
        standard: null,
        required: false,
        secret: true,
        sentence: 'The token.',
      },
      {
        path: 'group',
        type: 'group',
        unit: null,
        standard: null,
        required: false,
        secret: false,
        sentence: 'A group.',
      },
      {
        path: 'group.list',
        type: 'list of groups',
        unit: null,
        standard: '[]',
        required: false,
        secret: false,
        sentence: 'Many.',
      },
      {
        path: 'group.list[].url',
        type: 'URL',
        unit: null,
        standard: null,
        required: true,
        secret: false,
        sentence: 'Where.',
      },
    ]);
  });

  test('a setting without a sentence is refused', () => {
    expect(() => settingLines(z.strictObject({ port: z.int() }))).toThrow(
      'The setting port has no description.',
    );
  });

  test('the page tells the policy of the wire once, and every adapter of the hub', () => {
    const page = hubReference(settingsSchema.object);
    expect(page.match(/\.policy\.breaker\.openMs/g)).toHaveLength(1);
    for (const { name } of adapters) expect(page).toContain(`## adapters.${name}\n`);
    expect(page).toContain('| `keys.hash` | **secret** |  | **required** |');
    expect(page).toContain('| `server.port` | whole number, 0 to 65535 |  | `4000` |');
  });

  test('docs/settings.md is what the code says', async () => {
    expect(await readFile(join(repository, 'docs', 'settings.md'), 'utf8')).toBe(
      hubReference(settingsSchema.object),
    );
  });
});
