import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type {
  AssociationRegistration,
  ChangeOutcome,
  RegistrationOutcome,
} from '../../src/capabilities/associations/association-management.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { callContext } from '../support/call-context.js';
import { manualClock, type ManualClock } from '../support/clock.js';
import { openRegister, type Register } from './support.js';

const ahmed = NationalNumber.parse('91691715184');
const emma = NationalNumber.parse('85671421468');

let time: ManualClock;
let register: Register;

beforeEach(async () => {
  time = manualClock();
  // Who sleeps is awake at once, that much later: how often the register was asked is what a test counts.
  const hurried = { ...time, now: () => time.now(), sleep: (ms: number) => time.advance(ms) };
  register = await openRegister({}, undefined, hurried);
  register.simulator.lagMs = 1_000;
});
afterEach(() => register.close());

const asking = (withinMs = 60_000) => callContext({ deadline: time.now() + withinMs });

const choir: AssociationRegistration = {
  name: 'Koor De Zingende Schilde',
  shortName: 'KZS',
  description: 'Zingt op dinsdag.',
  startDate: '2026-01-15',
  audience: { minimumAge: 16, maximumAge: 99 },
  optedOut: false,
  contacts: [
    { type: 'E-mail', value: 'koor@zingende.example', description: 'Secretariaat', primary: true },
    { type: 'Website', value: 'https://zingende.example', description: null, primary: false },
  ],
  locations: [
    {
      type: 'Correspondentie',
      primary: true,
      name: null,
      address: {
        kind: 'WRITTEN',
        street: 'Turnhoutsebaan',
        houseNumber: '8',
        boxNumber: 'B',
        postalCode: '2970',
        municipality: 'Schilde',
        country: 'België',
      },
    },
    {
      type: 'Activiteiten',
      primary: false,
      name: 'Werf 44',
      address: { kind: 'REGISTERED', addressUri: 'https://data.vlaanderen.be/id/adres/1297044' },
    },
  ],
  representatives: [
    {
      nationalNumber: ahmed,
      givenName: 'Ahmed',
      familyName: 'El Amrani',
      role: 'Dirigent',
      callName: null,
      primary: true,
      email: 'ahmed@zingende.example',
      telephone: null,
      mobile: '+32470111111',
      socialMedia: null,
    },
  ],
  activities: ['KECU'],
  workingAreas: ['BE21111039'],
};

function registered(outcome: RegistrationOutcome) {
  if (outcome.kind !== 'REGISTERED') throw new Error(`not registered but ${outcome.kind}`);
  return outcome;
}

function changed(outcome: ChangeOutcome) {
  if (outcome.kind !== 'CHANGED') throw new Error(`not changed but ${outcome.kind}`);
  return outcome;
}

const registerChoir = async (part: Partial<AssociationRegistration> = {}) =>
  registered(await register.port.register({ ...choir, ...part }, null, asking()));

const calls = (operation: string) =>
  register.simulator.calls.filter((call) => call.operation === operation).length;

describe('a registration', () => {
  test('is taken at once, and shown some time later: the read-back waits for it', async () => {
    const outcome = await registerChoir();
    expect(outcome).toMatchObject({ vCode: 'V0002263', version: 'W/"1"' });
    expect((await register.port.managed(outcome.vCode, asking())).value).toBeNull();

    const { value } = await register.port.readBack(outcome.vCode, outcome.sequence, asking());
    expect(value).toMatchObject({
      name: choir.name,
      shortName: 'KZS',
      description: 'Zingt op dinsdag.',
      type: { code: 'VZER' },
      startDate: '2026-01-15',
      endDate: null,
      minimumAge: 16,
      maximumAge: 99,
      activities: [{ code: 'KECU' }],
      workingAreas: [{ code: 'BE21111039', name: 'Schilde' }],
      contacts: [{ value: 'koor@zingende.example', primary: true }, { description: null }],
      locations: [
        { street: 'Turnhoutsebaan', boxNumber: 'B' },
        { addressSource: 'AR', name: 'Werf 44' },
      ],
      representatives: [{ givenName: 'Ahmed', role: 'Dirigent', telephone: null, mobile: '+32470111111' }],
      version: 'W/"1"',
    });
    expect(value?.representatives[0]?.nationalNumber?.equals(ahmed)).toBe(true);
    // 200, 400 and 800 ms after each other: the third time the second has passed.
    expect(calls('beheer-detail')).toBe(1 + 4);
  });

  test('that the register does not show in time gives DEADLINE, and not a guess', async () => {
    register.simulator.lagMs = 3_600_000;
    const { vCode, sequence } = await registerChoir();
    await expect(register.port.readBack(vCode, sequence, asking(5_000))).rejects.toMatchObject({
      code: 'DEADLINE',
      retryable: true,
    });
    expect(calls('beheer-detail')).toBeLessThan(8);
  });

  test('that looks like another one is held back until it is confirmed, with the same words', async () => {
    const first = await registerChoir();
    await register.port.readBack(first.vCode, first.sequence, asking());
    const twin = { ...choir, name: 'koor de zingende SCHILDE!' };

    const outcome = await register.port.register(twin, null, asking());
    if (outcome.kind !== 'DUPLICATES') throw new Error(outcome.kind);
    expect(outcome.candidates).toMatchObject([{ vCode: first.vCode, name: choir.name }]);

    const other = await register.port.register({ ...twin, shortName: 'X' }, outcome.token, asking());
    expect(other).toMatchObject({
      kind: 'REFUSED',
      reason: expect.stringContaining('bevestigingstoken'),
      violations: [],
    });
    const confirmed = registered(await register.port.register(twin, outcome.token, asking()));
    expect(confirmed.vCode).not.toBe(first.vCode);
  });

  test('that is not right is refused, with the reason by field', async () => {
    const refused = await register.port.register({ ...choir, name: '' }, null, asking());
    expect(refused).toMatchObject({
      kind: 'REFUSED',
      violations: [{ field: 'naam', code: 'PredicateValidator', reason: "'naam' mag niet leeg zijn." }],
    });
    const html = await register.port.register({ ...choir, description: '<b>Hoi</b>' }, null, asking());
    expect(html).toMatchObject({ violations: [{ field: 'korteBeschrijving' }] });
    const later = await register.port.register({ ...choir, startDate: '2099-01-01' }, null, asking());
    expect(later).toMatchObject({ violations: [{ field: 'startdatum' }] });
    const nobody = await register.port.register(
      { ...choir, representatives: [{ ...choir.representatives[0]!, givenName: 'A1' }] },
      null,
      asking(),
    );
    expect(nobody).toMatchObject({ violations: [{ field: 'voornaam' }] });
  });

  test.each([
    ['cut off', { kind: 'truncated', operation: 'registreer-vzer' }, 'NETWORK'],
    ['a page of a proxy', { kind: 'content-type', operation: 'registreer-vzer' }, 'MALFORMED'],
    ['an error of the register', { kind: 'status', status: 500, operation: 'registreer-vzer' }, 'HTTP_5XX'],
  ] as const)('whose answer is %s is in doubt, and never sent again', async (_name, fault, reason) => {
    register.simulator.fail(fault);
    const outcome = await register.port.register(choir, null, asking());
    expect(outcome).toEqual({ kind: 'IN_DOUBT', reason });
    expect(calls('registreer-vzer')).toBe(1);
  });

  test('that was certainly not made is an error, not a doubt', async () => {
    register.simulator.fail({ kind: 'expired-credentials' });
    await expect(register.port.register(choir, null, asking())).rejects.toMatchObject({
      code: 'CREDENTIALS',
    });
  });

  test('in doubt is found again by its name and representative, once the register shows it', async () => {
    const { vCode, sequence } = await registerChoir();
    expect(await register.port.findRegistered(choir.name, ahmed, asking())).toEqual([]);
    await register.port.readBack(vCode, sequence, asking());
    register.simulator.forgetCalls();
    expect(await register.port.findRegistered(choir.name, ahmed, asking())).toEqual([vCode]);
    expect(await register.port.findRegistered(choir.name, emma, asking())).toEqual([]);
    expect(calls('beheer-zoeken') + calls('beheer-detail')).toBe(4);
  });
});

describe('a change', () => {
  const vCode = 'V0001001';

  test('leaves alone what it does not name, and clears a start date on request', async () => {
    const { value: before } = await register.port.managed(vCode, asking());
    const outcome = changed(
      await register.port.changeBasics(
        vCode,
        { description: 'Wandelt nu ook op zaterdag.', startDate: null },
        before!.version,
        asking(),
      ),
    );
    const { value: after } = await register.port.readBack(vCode, outcome.sequence, asking());
    expect(after).toMatchObject({
      name: before!.name,
      description: 'Wandelt nu ook op zaterdag.',
      startDate: null,
      version: outcome.version,
    });
    expect(after!.activities).toEqual(before!.activities);
  });

  test('of a version that somebody else changed meanwhile is not made', async () => {
    const { value } = await register.port.managed(vCode, asking());
    changed(await register.port.changeBasics(vCode, { shortName: 'Eerst' }, value!.version, asking()));
    const late = await register.port.changeBasics(vCode, { shortName: 'Laat' }, value!.version, asking());
    expect(late).toEqual({ kind: 'CHANGED_MEANWHILE' });
    await time.advance(1_000);
    expect((await register.port.managed(vCode, asking())).value?.shortName).toBe('Eerst');
  });

  test('to what it is already changes nothing', async () => {
    const { value } = await register.port.managed(vCode, asking());
    const outcome = await register.port.changeBasics(vCode, { name: value!.name }, null, asking());
    expect(outcome).toEqual({ kind: 'UNCHANGED' });
  });

  test('of nothing at all is refused, and so is one of an unknown association', async () => {
    expect(await register.port.changeBasics(vCode, {}, null, asking())).toMatchObject({
      kind: 'REFUSED',
      violations: [{ field: 'request' }],
    });
    await expect(
      register.port.changeBasics('V0099999', { name: 'Niemand' }, null, asking()),
    ).rejects.toMatchObject({ code: 'HTTP_4XX', status: 404 });
  });

  test.each([
    ['lost', { kind: 'status', status: 502 }, 'HTTP_5XX'],
    ['a page with status 200, which is not "nothing changed",', { kind: 'content-type' }, 'MALFORMED'],
  ] as const)('whose answer is %s is in doubt', async (_name, fault, reason) => {
    register.simulator.fail({ ...fault, operation: 'wijzig-basisgegevens' });
    expect(await register.port.changeBasics(vCode, { name: 'Anders' }, null, asking())).toEqual({
      kind: 'IN_DOUBT',
      reason,
    });
    expect(calls('wijzig-basisgegevens')).toBe(1);
  });

  test('adds, changes and removes a contact, a location and a representative', async () => {
    register.simulator.lagMs = 0;
    const { port } = register;
    const parts = async () => (await port.managed(vCode, asking())).value!;
    const whole = await parts();

    changed(
      await port.changePart(
        vCode,
        { part: 'CONTACT', action: 'ADD', value: choir.contacts[0]! },
        null,
        asking(),
      ),
    );
    changed(
      await port.changePart(
        vCode,
        { part: 'LOCATION', action: 'ADD', value: choir.locations[1]! },
        null,
        asking(),
      ),
    );
    changed(
      await port.changePart(
        vCode,
        { part: 'REPRESENTATIVE', action: 'ADD', value: choir.representatives[0]! },
        null,
        asking(),
      ),
    );
    const added = await parts();
    expect(added.contacts.at(-1)).toMatchObject({ value: 'koor@zingende.example', origin: 'Initiator' });
    expect(added.locations.at(-1)).toMatchObject({ name: 'Werf 44' });
    expect(added.representatives.at(-1)).toMatchObject({ familyName: 'El Amrani' });

    const [contact, location, person] = [
      added.contacts.at(-1)!.id,
      added.locations.at(-1)!.id,
      added.representatives.at(-1)!.id,
    ];
    changed(
      await port.changePart(
        vCode,
        { part: 'CONTACT', action: 'CHANGE', id: contact, value: { description: null } },
        null,
        asking(),
      ),
    );
    changed(
      await port.changePart(
        vCode,
        { part: 'LOCATION', action: 'CHANGE', id: location, value: { name: 'Zaal 2' } },
        null,
        asking(),
      ),
    );
    changed(
      await port.changePart(
        vCode,
        {
          part: 'REPRESENTATIVE',
          action: 'CHANGE',
          id: person,
          value: { role: 'Ere-dirigent', email: null },
        },
        null,
        asking(),
      ),
    );
    const altered = await parts();
    expect(altered.contacts.at(-1)).toMatchObject({ value: 'koor@zingende.example', description: null });
    expect(altered.locations.at(-1)).toMatchObject({ name: 'Zaal 2', street: 'Turnhoutsebaan' });
    expect(altered.representatives.at(-1)).toMatchObject({
      role: 'Ere-dirigent',
      email: null,
      mobile: '+32470111111',
    });

    for (const change of [
      { part: 'CONTACT', action: 'REMOVE', id: contact },
      { part: 'LOCATION', action: 'REMOVE', id: location },
      { part: 'REPRESENTATIVE', action: 'REMOVE', id: person },
    ] as const)
      changed(await port.changePart(vCode, change, null, asking()));
    expect(await parts()).toEqual({ ...whole, version: 'W/"10"', lastChangedOn: '2026-06-01' });
    expect(
      await port.changePart(vCode, { part: 'CONTACT', action: 'REMOVE', id: contact }, null, asking()),
    ).toMatchObject({ kind: 'REFUSED', violations: [{ field: 'contactgegeven' }] });
  });
});

describe('the history of an association', () => {
  test('tells what happened, who did it and when', async () => {
    register.simulator.lagMs = 0;
    changed(await register.port.changeBasics('V0001001', { name: 'De Stappers' }, null, asking()));
    const { value } = await register.port.history('V0001001', asking());
    expect(value?.map(({ kind }) => kind)).toEqual([
      'VerenigingZonderEigenRechtspersoonlijkheidWerdGeregistreerd',
      'NaamWerdGewijzigd',
    ]);
    expect(value?.at(-1)).toMatchObject({ initiator: 'OVO002214', at: new Date('2026-06-01T10:00:00Z') });
    expect((await register.port.history('V0099999', asking())).value).toBeNull();
  });
});

describe('the search for managers', () => {
  test('also finds what the public does not see', async () => {
    register.simulator.change('V0001001', { optedOut: true });
    const { value } = await register.port.searchManaged(
      { text: 'Schildewandelaars', offset: 0, limit: 10 },
      asking(),
    );
    expect(value).toMatchObject({
      total: 1,
      associations: [{ vCode: 'V0001001', status: 'Actief', startDate: '1998-03-21', endDate: null }],
    });
    await expect(
      register.port.searchManaged({ text: 'a', offset: 1_000, limit: 10 }, asking()),
    ).rejects.toMatchObject({ code: 'REFUSED' });
  });
});

describe('what the register asks of every call', () => {
  test('is sent: the initiator, and a correlation id that is a GUID whatever ours is', async () => {
    await register.port.managed(
      'V0001001',
      callContext({ correlationId: 'dag-1', deadline: time.now() + 9_000 }),
    );
    expect(register.simulator.calls.at(-1)?.headers).toMatchObject({
      'vr-initiator': 'OVO002214',
      'x-correlation-id': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      authorization: expect.stringMatching(/^Bearer /),
    });
    expect(register.simulator.calls.at(-1)?.headers['vr-api-key']).toBeUndefined();
  });

  test('a token of the ACM API is not good for the beheer API, and the check says so', async () => {
    const beheer = {
      ...register.simulator.settings.beheer!,
      scope: 'dv_verenigingsregister_hoofdvertegenwoordigers',
    };
    const wrong = await openRegister({ beheer }, register.simulator);
    await expect(wrong.port.managed('V0001001', callContext())).rejects.toMatchObject({
      code: 'CREDENTIALS',
    });
    expect((await wrong.adapter.check(callContext())).at(-1)).toMatchObject({
      passed: false,
      advice: expect.stringContaining('beheer'),
    });
    await wrong.close();
  });

  test('without access every question and every change is NOT_CONFIGURED', async () => {
    const without = await openRegister({ beheer: undefined }, register.simulator);
    for (const ask of [
      () => without.port.register(choir, null, callContext()),
      () => without.port.managed('V0001001', callContext()),
      () => without.port.history('V0001001', callContext()),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
    await without.close();
  });

  test('no name and no national number of a representative reaches a log line or an address', async () => {
    await registerChoir();
    await register.port.register({ ...choir, name: '' }, null, asking());
    const lines = JSON.stringify(register.log.lines);
    for (const secret of [ahmed.reveal(), 'El Amrani', 'ahmed@zingende.example'])
      expect(lines).not.toContain(secret);
    expect(lines).toContain('registreer-vzer');
  });
});

describe('what nobody knows', () => {
  test('is shown as it is, and noted', async () => {
    register.simulator.change('V0001001', {
      type: 'COOP',
      startDate: '2026-01-01',
      endDate: '2025-01-01',
      contacts: [{ type: 'Postduif', value: 'x', description: '', primary: false }],
    });
    const { value } = await register.port.managed('V0001001', asking());
    expect(value).toMatchObject({ type: { code: 'COOP' }, contacts: [{ type: 'Postduif' }] });
    await register.port.current('V0001001', asking());
    expect(register.noted).toEqual([
      'association.type COOP',
      'association.contact.type Postduif',
      'association.endDate BEFORE_START',
      'association.type COOP',
      'association.contact.type Postduif',
    ]);
  });
});
