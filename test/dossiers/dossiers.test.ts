import { describe, expect, test } from '@jest/globals';
import { getNamedType, graphql, type GraphQLNamedType, isObjectType } from 'graphql';
import { PlatformError } from '../../src/adapter/platform-error.js';
import { CitizensResolver } from '../../src/capabilities/citizens/citizens.resolver.js';
import { CitizensService } from '../../src/capabilities/citizens/citizens.service.js';
import { CitizenDossiersResolver } from '../../src/capabilities/dossiers/citizen-dossiers.resolver.js';
import type {
  DossierOverview,
  DossiersPort,
  DossierState,
} from '../../src/capabilities/dossiers/dossiers.port.js';
import { DossiersService } from '../../src/capabilities/dossiers/dossiers.service.js';
import { createSchema } from '../../src/graph/schema.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { callContext } from '../support/call-context.js';

const emma = NationalNumber.parse('85671421468');

/** A state in which every field has a value of its own. */
const state = (mark: string): DossierState => ({
  name: `${mark} name`,
  type: `${mark} type`,
  changedAt: new Date('2026-05-01T08:00:00Z'),
  targetDate: `${mark} target`,
  status: {
    code: `${mark} code`,
    phase: `${mark} phase`,
    edrl: `${mark} edrl`,
    details: [`${mark} detail 1`, `${mark} detail 2`],
    changedAt: new Date('2026-05-02T08:00:00Z'),
    action: { needed: true, description: `${mark} action` },
    targetDate: `${mark} status target`,
  },
  products: [`${mark} product`],
  handler: {
    name: `${mark} handler`,
    service: `${mark} service`,
    serviceWegwijsId: `${mark} wegwijs`,
    email: `${mark} email`,
    phone: `${mark} phone`,
    mobile: `${mark} mobile`,
    fax: `${mark} fax`,
    website: `${mark} website`,
    street: `${mark} street`,
    houseNumber: `${mark} house`,
    boxNumber: `${mark} box`,
    postalCode: `${mark} postal`,
    municipality: `${mark} municipality`,
    nisCode: `${mark} nis`,
    country: `${mark} country`,
  },
  extraInformation: `${mark} extra`,
  url: `${mark} url`,
  subjects: [
    { role: `${mark} role`, type: `${mark} INSZ`, nationalNumber: emma, key: null },
    { role: null, type: `${mark} KBO`, nationalNumber: null, key: `${mark} key` },
  ],
  confidential: true,
  public: false,
  notConsultable: null,
  from: new Date('2026-04-01T08:00:00Z'),
  to: new Date('2026-06-01T08:00:00Z'),
  otherFacts: [{ path: `${mark} path`, value: `${mark} value` }],
});

const overview: DossierOverview = {
  dossiers: [{ authority: 'VAPH', number: 'D-1', current: state('now'), history: [state('before')] }],
  failures: [
    { authority: 'Wonen', platformCode: '60013' },
    { authority: null, platformCode: '60014' },
  ],
};

const port = (answer: () => Promise<DossierOverview>, reason: string | null = null): DossiersPort => ({
  async dossiersOf() {
    const value = await answer();
    return {
      value,
      source: { platform: 'burgerprofiel', state: 'FRESH', fetchedAt: new Date(0), since: null, reason },
    };
  },
});

function world(dossiers: DossiersPort | undefined) {
  const schema = createSchema([
    new CitizensResolver(new CitizensService(undefined, 'magda')),
    new CitizenDossiersResolver(new DossiersService(dossiers, 'burgerprofiel')),
  ]);
  const context = callContext({ subject: { id: 'h', nationalNumber: emma } });
  return {
    schema,
    context,
    async ask(selection: string) {
      const { data, errors } = await graphql({
        schema,
        source: `{ me { dossiers ${selection} } }`,
        contextValue: context,
      });
      const me = (data as { me: { dossiers: Record<string, unknown> } | null } | null | undefined)?.me;
      return { dossiers: me?.dossiers, errors };
    },
  };
}

/** Every field of a type, to the leaves. */
function everything(type: GraphQLNamedType): string {
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).map(
    (field) => `${field.name} ${everything(getNamedType(field.type))}`,
  );
  return `{ ${fields.join(' ')} }`;
}

const leaves = (value: unknown): unknown[] =>
  value instanceof NationalNumber
    ? [value.reveal()]
    : value instanceof Date
      ? [value.getTime()]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(leaves)
        : [value];

describe('the dossiers of a citizen', () => {
  test('show every value that the port gives', async () => {
    const { schema, ask } = world(port(async () => overview));
    const { dossiers, errors } = await ask(everything(schema.getType('Dossiers')!));
    expect(errors).toBeUndefined();
    const shown = leaves(dossiers).map((value) =>
      typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : value,
    );
    const missing = leaves(overview).filter((value) => value !== null && !shown.includes(value));
    expect(missing).toEqual([]);
    expect((dossiers as { items: { history: unknown[] }[] }).items[0]?.history).toHaveLength(1);
  });

  test('say which authorities could not be asked, beside those that could', async () => {
    const { ask, context } = world(port(async () => overview, 'PARTIAL'));
    const { dossiers } = await ask(
      '{ items { number } failures { authority platformCode } source { state reason } }',
    );
    expect(dossiers).toEqual({
      items: [{ number: 'D-1' }],
      failures: overview.failures,
      source: { state: 'FRESH', reason: 'PARTIAL' },
    });
    expect(context.sources.summary()).toMatchObject([{ platform: 'burgerprofiel', reason: 'PARTIAL' }]);
  });

  test('are empty with an UNAVAILABLE source when the platform is down, and nothing else fails', async () => {
    const { ask, context } = world(
      port(async () => {
        throw new PlatformError('burgerprofiel', 'BREAKER_OPEN');
      }),
    );
    const { dossiers, errors } = await ask(
      '{ items { number } failures { platformCode } source { state reason } }',
    );
    expect(errors).toBeUndefined();
    expect(dossiers).toEqual({
      items: [],
      failures: [],
      source: { state: 'UNAVAILABLE', reason: 'BREAKER_OPEN' },
    });
    expect(context.sources.summary()).toMatchObject([{ platform: 'burgerprofiel', state: 'UNAVAILABLE' }]);
  });

  test('say NOT_CONFIGURED where no platform is configured', async () => {
    const { dossiers } = await world(undefined).ask('{ items { number } source { platform state reason } }');
    expect(dossiers).toEqual({
      items: [],
      source: { platform: 'burgerprofiel', state: 'UNAVAILABLE', reason: 'NOT_CONFIGURED' },
    });
  });

  test('fail, and do not look empty, when the hub itself is wrong', async () => {
    const { errors } = await world(
      port(async () => {
        throw new TypeError('cannot read');
      }),
    ).ask('{ items { number } }');
    expect(errors).toHaveLength(1);
  });
});
