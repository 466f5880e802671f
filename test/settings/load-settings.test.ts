import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { policySchema } from '../../src/adapter/wire/policy.js';
import { buildSettingsSchema } from '../../src/settings/settings-schema.js';
import { loadSettings, portFrom, SettingsError } from '../../src/settings/load-settings.js';
import { secret } from '../../src/settings/secret.js';

const schema = buildSettingsSchema({
  identity: z.strictObject({
    issuer: z.url().describe('Issuer.'),
    privateKey: secret().describe('Key.'),
    introspection: z
      .strictObject({ clientSecret: secret().describe('Secret.') })
      .optional()
      .describe('Introspection.'),
  }),
  adapters: [
    {
      name: 'magda',
      title: 'MAGDA',
      settings: z
        .strictObject({
          url: z.url().describe('URL.'),
          certificate: secret().optional().describe('Certificate.'),
          hosts: z
            .array(z.strictObject({ name: z.string(), token: secret().describe('T.') }))
            .default([])
            .describe('Hosts.'),
          attempts: z.int().default(1).describe('Attempts.'),
        })
        .refine(({ attempts }) => attempts < 9, { error: 'attempts must stay under 9' }),
    },
    { name: 'other', title: 'Other', settings: z.strictObject({ url: z.url().describe('URL.') }) },
  ],
  policy: policySchema,
});

const key = Buffer.alloc(32, 1).toString('base64');
const environment = {
  KEY_2026: key,
  HASH_KEY: Buffer.alloc(40, 2).toString('base64'),
  LOGIN_KEY: '-----BEGIN PRIVATE KEY-----\\nabc\\n-----END PRIVATE KEY-----',
};

const whole = `
organisation: { name: Gemeente Schilde, kbo: '0297.500.186' }
server:
  publicUrl: https://schakel.schilde.be
database:
  folder: ./data
keys:
  encryption:
    - id: '2026'
      key: \${KEY_2026}
  hash: \${HASH_KEY}
identity:
  issuer: https://authenticatie.vlaanderen.be/op
  privateKey: \${LOGIN_KEY}
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schakel-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(text: string, extra: Record<string, string | undefined> = {}, port?: string) {
  const file = join(folder, 'schakel.yaml');
  await writeFile(file, text);
  return loadSettings({ file, schema, environment: { ...environment, ...extra }, port });
}

async function problemsOf(text: string, extra: Record<string, string | undefined> = {}) {
  const error = await load(text, extra).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SettingsError);
  return error as SettingsError;
}

const at = ({ problems }: SettingsError, path: string) => problems.find((problem) => problem.path === path);

describe('a file that is right', () => {
  test('gives every setting its value, its default or what the environment holds', async () => {
    const settings = await load(whole);
    expect(settings.organisation.kbo).toBe('0297500186');
    expect(settings.server).toMatchObject({ port: 4000, host: '127.0.0.1', trustProxy: false });
    expect(settings.database).toMatchObject({ folder: join(folder, 'data'), pool: { max: 10 } });
    expect(settings.keys.encryption).toEqual([{ id: '2026', key: Uint8Array.from(Buffer.alloc(32, 1)) }]);
    expect(settings.keys.hash).toHaveLength(40);
    expect(settings.graph.limits.depth).toBe(12);
    expect(settings.identity.privateKey).toBe('-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----');
  });

  test('an adapter that is not in it is absent; one that is, has its settings apart from its policy', async () => {
    const settings = await load(`${whole}
adapters:
  magda:
    url: https://magda.example
    policy: { timeoutMs: 500 }
`);
    expect(settings.adapters).toEqual({
      magda: {
        settings: { url: 'https://magda.example', hosts: [], attempts: 1 },
        policy: { timeoutMs: 500 },
      },
    });
  });

  test('the environment fills in numbers, true or false, and parts of a text', async () => {
    const text = whole.replace(
      'publicUrl: https://schakel.schilde.be',
      'publicUrl: https://${HOST}.schilde.be\n  bodyLimitBytes: ${LIMIT}\n  playground: ${SHOW}',
    );
    const { server } = await load(text, { HOST: 'hub', LIMIT: '4096', SHOW: 'false' });
    expect(server).toMatchObject({
      publicUrl: 'https://hub.schilde.be',
      bodyLimitBytes: 4096,
      playground: false,
    });
  });

  test('a group whose lines are all commented out is a group left out', async () => {
    const { graph } = await load(`${whole}graph:\n  # deadlineMs: 3\n`);
    expect(graph.deadlineMs).toBe(10_000);
  });

  test('DATABASE_URL is used when the file names no database, and not over one that it names', async () => {
    const url = 'postgresql://hub:pw@db/hub';
    const without = whole.replace('database:\n  folder: ./data\n', '');
    expect((await load(without, { DATABASE_URL: url })).database).toMatchObject({ url });
    expect((await load(whole, { DATABASE_URL: url })).database).not.toHaveProperty('url');
  });
});

describe('a file that is wrong', () => {
  test('every problem comes at once, with its path, line, what is wrong and an example', async () => {
    const error = await problemsOf(
      `
organisation: { name: Gemeente Schilde, kbo: '0297500187' }
server:
  port: many
  publicUrl: ftp://x
  prot: 1
database: { folder: ./data, url: '\${DATABASE_URL}' }
keys:
  encryption: []
identity:
  privateKey: \${NOT_SET}
operations:
  logLevel: loud
adapters:
  magda: { url: 'https://m', policy: { retry: { attempts: 0 } } }
  nonsense: {}
`,
      { DATABASE_URL: 'postgresql://u:p@h/d' },
    );

    expect(
      Object.fromEntries(error.problems.map(({ path, line, problem }) => [path, [line, problem]])),
    ).toEqual({
      'organisation.kbo': [2, 'must be a KBO number: 10 digits, of which the last two match the others'],
      'server.port': [4, 'must be a number'],
      'server.publicUrl': [5, 'must be a URL with http:// or https://'],
      'server.prot': [6, expect.stringContaining('is not a setting; known here: host, port')],
      database: [7, 'give url (PostgreSQL) or folder (embedded), not both'],
      'keys.encryption': [9, 'must have at least 1 item'],
      'keys.hash': [8, 'is missing'],
      'identity.issuer': [10, 'is missing'],
      'identity.privateKey': [11, 'the environment variable NOT_SET is not set'],
      'operations.logLevel': [13, 'must be one of error, warn, info, debug'],
      'adapters.magda.policy.retry.attempts': [15, expect.stringMatching(/^must be/)],
      'adapters.nonsense': [16, expect.stringContaining('known here: magda, other')],
    });
    expect(at(error, 'server.port')?.example).toBe('4000');
    expect(at(error, 'keys.hash')?.example).toBe('${KEYS_HASH}');
    expect(error.message).toContain('12 problems');
    expect(error.message).toContain(
      "  organisation.kbo (line 2): must be a KBO number: 10 digits, of which the last two match the others; e.g. '0297.500.186'",
    );
  });

  test.each([
    ['in a group', whole.replace('hash: ${HASH_KEY}', 'hash: hunter2'), 'keys.hash'],
    ['in a list', whole.replace('key: ${KEY_2026}', `key: ${key}`), 'keys.encryption[0].key'],
    ['with a reference in it', whole.replace('hash: ${HASH_KEY}', 'hash: hunter2${HASH_KEY}'), 'keys.hash'],
    ['as a number', whole.replace('hash: ${HASH_KEY}', 'hash: 123456789'), 'keys.hash'],
    [
      'in an adapter',
      `${whole}\nadapters: { magda: { url: 'https://m', hosts: [{ name: a, token: hunter2 }] } }`,
      'adapters.magda.hosts[0].token',
    ],
    [
      'in the database',
      whole.replace('folder: ./data', 'url: postgresql://hub:hunter2@db/hub'),
      'database.url',
    ],
  ])('a secret written in the file itself is refused: %s', async (_name, text, path) => {
    const error = await problemsOf(text);
    expect(at(error, path)?.problem).toContain('is a secret and may not stand in the file');
    expect(at(error, path)?.example).toMatch(/^\$\{[A-Z_]+\}$/);
    for (const value of ['hunter2', key, '123456789']) expect(error.message).not.toContain(value);
  });

  test('no message holds a value, whatever is wrong with it', async () => {
    const error = await problemsOf(
      whole
        .replace('folder: ./data', 'folder: [planted]')
        .replace('https://authenticatie.vlaanderen.be/op', 'planted'),
      { KEY_2026: 'planted', HASH_KEY: 'planted-2' },
    );
    expect(error.problems.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['database.folder', 'identity.issuer', 'keys.encryption[0].key', 'keys.hash']),
    );
    expect(error.message).not.toContain('planted');
  });

  test('an empty environment variable is not a value', async () => {
    expect(at(await problemsOf(whole, { HASH_KEY: '' }), 'keys.hash')?.problem).toBe(
      'the environment variable HASH_KEY is not set',
    );
  });

  test('a rule between two settings of an adapter is told in its own words', async () => {
    const error = await problemsOf(`${whole}\nadapters: { magda: { url: 'https://m', attempts: 9 } }`);
    expect(error.problems).toEqual([
      expect.objectContaining({ path: 'adapters.magda', problem: 'attempts must stay under 9' }),
    ]);
  });

  test('two encryption keys with one id are refused', async () => {
    const text = whole.replace('  hash:', "    - { id: '2026', key: '${KEY_2026}' }\n  hash:");
    expect(at(await problemsOf(text), 'keys.encryption')?.problem).toBe('must have a different id each');
  });

  test('neither url nor folder is a problem that says what to give', async () => {
    expect(at(await problemsOf(whole.replace('  folder: ./data', '')), 'database')?.problem).toContain(
      'DATABASE_URL',
    );
  });

  test.each([
    ['bad YAML, with its line', 'server:\n  port: 1\n bad: x\n', /line 3.*is not YAML/],
    ['a key that stands twice', 'server: {}\nserver: {}\n', /line 2.*stands twice/],
    ['an empty file', '', /holds no settings/],
    ['a list', '- a\n', /holds no settings/],
    ['a text', 'hello', /holds no settings/],
    [
      'aliases that explode',
      `a: &a [x]\nb: &b [${'*a,'.repeat(30)}]\nc: &c [${'*b,'.repeat(30)}]\nd: [${'*c,'.repeat(30)}]\n`,
      /without end/,
    ],
  ])('%s', async (_name, text, message) => {
    expect((await problemsOf(text)).message).toMatch(message);
  });

  test('YAML that does not parse is never quoted: it may hold a secret', async () => {
    const error = await problemsOf('keys:\n  hash: "planted\n  other: [planted\n');
    expect(error.message).not.toContain('planted');
  });

  test('a key __proto__ is just an unknown key', async () => {
    expect(at(await problemsOf(`${whole}__proto__: { polluted: true }\n`), '__proto__')?.problem).toContain(
      'is not a setting',
    );
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each([
    ['that is not there', 'absent.yaml', /does not exist; copy schakel\.example\.yaml/],
    ['that is a folder', 'folder.yaml', /is a folder/],
  ])('a file %s', async (_name, name, message) => {
    await mkdir(join(folder, 'folder.yaml'));
    await expect(loadSettings({ file: join(folder, name), schema, environment })).rejects.toThrow(message);
  });
});

describe('the port', () => {
  test('--port goes before PORT, and PORT before the file', async () => {
    const text = whole.replace('server:', 'server:\n  port: 1111');
    expect((await load(text)).server.port).toBe(1111);
    expect((await load(text, { PORT: '2222' })).server.port).toBe(2222);
    expect((await load(text, { PORT: '2222' }, '3333')).server.port).toBe(3333);
    expect(portFrom(undefined, {})).toBeNull();
    expect(portFrom('0', {})).toBe(0);
  });

  test.each(['', 'abc', '-1', '65536', '80.5', '0x50', '1e3', '999999'])(
    '--port %p is refused in one line',
    (port) => {
      expect(() => portFrom(port, {})).toThrow(/^--port: 1 problem\n {2}must be a whole number from 0/);
    },
  );

  test('a wrong PORT is refused under its own name', () => {
    expect(() => portFrom(undefined, { PORT: 'abc' })).toThrow(/^PORT: 1 problem/);
    expect(portFrom(undefined, { PORT: '' })).toBeNull();
  });
});
