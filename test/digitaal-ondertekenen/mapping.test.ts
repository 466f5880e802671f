import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { packageList, workflowStatus } from '../../adapters/digitaal-ondertekenen/documents.js';
import {
  toFileName,
  toListedPackages,
  toMoment,
  toPackageStatus,
  toUsers,
} from '../../adapters/digitaal-ondertekenen/mapping.js';
import { recipientRoles } from '../../src/capabilities/signatures/signatures.port.js';
import { brussels, wallTimeOf } from '../../src/context/wall-time.js';
import { contractTest } from '../support/contracts.js';
import { valuesIn } from '../support/leaves.js';
import { openSigning } from './support.js';
import { callContext } from '../support/call-context.js';

const noted: string[] = [];
const reading = { timeZone: brussels, noteUnknownValue: (field: string) => void noted.push(field) };

const word = fc.string({ minLength: 1, maxLength: 12 });
const wallTime = fc
  .date({ min: new Date('2015-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  .map((moment) => wallTimeOf(moment, brussels));
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
const loose = fc.dictionary(
  fc.constantFrom('order', 'guest_user', 'reminder', 'note'),
  fc.oneof(word, fc.integer()),
);

/** A status document with every field that is documented, some that are not, and codes that nobody knows. */
const statusDocument = fc.record({
  package_id: fc.integer({ min: 1 }),
  package_name: optional(word),
  package_owner: optional(word),
  package_status: optional(word),
  next_signer: optional(word),
  next_signer_email: fc.array(fc.record({ user_email: word, user_name: word }), { maxLength: 2 }),
  uploaded_on: optional(wallTime),
  modified_on: optional(fc.oneof(wallTime, word)),
  workflow: fc.record({
    workflow_status: optional(fc.oneof(fc.constantFrom('DRAFT', 'SHARED', 'DECLINED', 'COMPLETED'), word)),
    workflow_type: optional(word),
    continue_on_decline: fc.boolean(),
    post_process: fc.record({ enabled: fc.boolean(), message: word }),
  }),
  documents: fc.array(
    fc
      .tuple(fc.record({ document_id: fc.integer({ min: 1 }), document_name: optional(word) }), loose)
      .map(([known, more]) => ({ ...more, ...known })),
    { maxLength: 3 },
  ),
  users: fc.array(
    fc
      .tuple(
        fc.record({
          user_email: optional(word),
          role: optional(word),
          process_status: optional(fc.constantFrom('UN_PROCESSED', 'IN_PROGRESS', 'SIGNED', 'MELTED')),
          processed_on: optional(fc.oneof(wallTime, fc.constant(''), word)),
        }),
        loose,
      )
      .map(([known, more]) => ({ ...more, ...known })),
    { maxLength: 4 },
  ),
});

/** Every value of an answer, which must turn up again. */
function leaves(value: unknown): string[] {
  if (value === null || value === undefined || value === '') return [];
  if (typeof value === 'object') return Object.values(value).flatMap(leaves);
  return [String(value)];
}

/** Whether a value is there, as it was written or as the moment that it stands for. */
function holds(mapped: unknown, leaf: string): boolean {
  const values = valuesIn(mapped);
  const moment = toMoment(leaf, brussels)?.toISOString();
  return values.includes(leaf) || (moment !== undefined && values.includes(moment));
}

describe('the mapping of Digitaal Ondertekenen', () => {
  test('loses no value of a status document, whatever is in it', () => {
    fc.assert(
      fc.property(statusDocument, (document) => {
        const mapped = toPackageStatus(workflowStatus.parse(document), reading);
        expect(leaves(document).filter((leaf) => !holds(mapped, leaf))).toEqual([]);
      }),
    );
  });

  test('loses no value of what the simulator answers, and notes nothing in it', async () => {
    const signing = await openSigning();
    noted.length = 0;
    for (const id of ['101', '102', '103']) {
      const answer = signing.simulator.statusOf(id);
      const mapped = toPackageStatus(workflowStatus.parse(answer), reading);
      expect(leaves(answer).filter((leaf) => !holds(mapped, leaf))).toEqual([]);
    }
    expect(noted).toEqual([]);
    const { value } = await signing.port.packages('ALL', 1, 10, callContext());
    expect(value.flatMap(({ otherFacts }) => otherFacts.map(({ path }) => path))).toContain('next_signer');
    await signing.close();
  });

  test('reads a moment without a zone in the zone of the settings, and one with a zone as it is', () => {
    expect(toMoment('2026-01-12T11:12:13', brussels)?.toISOString()).toBe('2026-01-12T10:12:13.000Z');
    expect(toMoment('2026-07-12T11:12:13.527', 'UTC')?.toISOString()).toBe('2026-07-12T11:12:13.000Z');
    expect(toMoment('2026-07-12T11:12:13+02:00', 'UTC')?.toISOString()).toBe('2026-07-12T09:12:13.000Z');
    // Clocks were put forward: that hour was never there. They were put back: it was there twice.
    expect(toMoment('2026-03-29T02:30:00', brussels)).toBeNull();
    expect(toMoment('2026-10-25T02:30:00', brussels)?.toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(toMoment('gisteren', brussels)).toBeNull();
  });

  test('every wall time that clocks show comes back as the moment that shows it', () => {
    fc.assert(
      fc.property(wallTime, (text) => {
        const moment = toMoment(text, brussels)!;
        expect(wallTimeOf(moment, brussels)).toBe(text);
      }),
    );
  });

  test('whatever a file is called, its header takes the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        const header = toFileName(name);
        expect(header).toMatch(/^[\u0021-\u00ff][\u0020-\u00ff]*$/);
        expect(header).not.toMatch(/[/\r\n\u007f-\u009f]/);
        expect(() => new Headers({ 'x-file-name': header })).not.toThrow();
      }),
    );
    expect(toFileName(' bijlage 1/2\r\n.pdf')).toBe('bijlage 1-2  .pdf');
    expect(toFileName('Reglement – café’s.pdf')).toBe("Reglement - café's.pdf");
  });

  test('recipients keep their order, and a stage is left out where there is none', () => {
    const recipients = fc.array(
      fc.record({
        email: word,
        name: word,
        role: fc.constantFrom(...recipientRoles),
        stage: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
        notified: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(recipients, (list) => {
        const users = toUsers(list);
        expect(users.map(({ user_email }) => user_email)).toEqual(list.map(({ email }) => email));
        users.forEach((user, index) => expect(user.signing_order ?? null).toBe(list[index]!.stage));
        expect(users.some((user) => 'signing_order' in user && user.signing_order === undefined)).toBe(false);
      }),
    );
  });

  contractTest(
    'the simulator answers with the fields of the published connector, and no others',
    async (contracts) => {
      const swagger = JSON.parse(
        readFileSync(
          join(contracts, 'sign', 'ascertia-signinghub-powerplatform-connector.swagger.json'),
          'utf8',
        ),
      ) as Swagger;
      const itemOf = (path: string, method: string) =>
        swagger.paths[path]![method]!.responses['200']!.schema.items!.properties!;
      const signing = await openSigning();
      const status = signing.simulator.statusOf('101') as Record<string, unknown>;
      // `unread` is in the manual and in the listing, `locked` in the manual only.
      expect(undocumented(status, itemOf('/v1/packages/{packageId}/workflow', 'get'))).toEqual([
        'unread',
        'documents.locked',
      ]);
      const listed = packageList.parse(
        JSON.parse(await (await authorised(signing, '/v4/packages/ALL/1/10')).text()) as unknown,
      );
      expect(undocumented(listed[0]!, itemOf('/v1/packages/list', 'post'))).toEqual([]);
      expect(toListedPackages(listed, reading)).toHaveLength(3);
      await signing.close();
    },
  );
});

interface Schema {
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}
interface Swagger {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { responses: Record<string, { schema: Schema }> }>>>
  >;
}

function undocumented(value: object, properties: Readonly<Record<string, Schema>>, path = ''): string[] {
  return Object.entries(value).flatMap(([name, one]: [string, unknown]) => {
    const known = properties[name];
    if (!known) return [`${path}${name}`];
    const below = known.properties ?? known.items?.properties;
    const [first] = Array.isArray(one) ? (one as unknown[]) : [one];
    return below && typeof first === 'object' && first !== null
      ? undocumented(first, below, `${path}${name}.`)
      : [];
  });
}

/** A question with a token of our own. */
async function authorised(
  { simulator }: Awaited<ReturnType<typeof openSigning>>,
  path: string,
): Promise<Response> {
  const { acmTokenUrl, acmClientId, acmClientSecret, clientId, clientSecret, profileName, url } =
    simulator.settings as Record<string, string>;
  const first = await fetch(acmTokenUrl!, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: acmClientId!,
      client_secret: acmClientSecret!,
    }),
  });
  const { access_token: token } = (await first.json()) as { access_token: string };
  const second = await fetch(`${url}/authenticate/single-sign-on`, {
    method: 'POST',
    body: JSON.stringify({
      token,
      method: 'OAUTH2',
      profile_name: profileName,
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  const { access_token: own } = (await second.json()) as { access_token: string };
  return fetch(`${url}${path}`, { headers: { authorization: `Bearer ${own}` } });
}
