import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { SchakelClient } from '../../sdk/client.js';
import { type TestHub, testHub } from '../support/hub.js';

let hub: TestHub;
let sofie: SchakelClient;

beforeAll(async () => {
  hub = await testHub({ mirror: false });
  sofie = await hub.staff('Sofie Vermeulen');
});
const ask = async (vCode: string, purpose = 'dossier-handling') =>
  (await sofie.staff.associationHistory({ vCode, purpose })).data.associationHistory;

afterEach(() => hub.simulator('verenigingsregister').fail());
afterAll(() => hub.close());

describe('the history of an association', () => {
  test('given a civil servant with a purpose, then it tells what happened and by whom, in one call', async () => {
    hub.simulator('verenigingsregister').forgetCalls();
    const history = await ask('V0001001');
    expect(history).toEqual({
      entries: [
        {
          kind: 'VerenigingZonderEigenRechtspersoonlijkheidWerdGeregistreerd',
          description: "Vereniging werd geregistreerd met naam 'Wandelclub De Schildewandelaars'.",
          initiator: 'OVO002949',
          at: '1998-03-21T10:00:00+01:00',
        },
      ],
      source: { platform: 'verenigingsregister', state: 'FRESH', reason: null },
    });
    const asked = hub.simulator('verenigingsregister').calls.map(({ operation }) => operation);
    expect(asked.filter((operation) => operation !== 'token')).toEqual(['historiek']);
  });

  test('given a vCode that nobody has, then it is null beside FRESH', async () => {
    const history = await ask('V0999999');
    expect(history).toMatchObject({ entries: null, source: { state: 'FRESH' } });
  });

  test('given the register is down, then it is null and the source says why', async () => {
    hub.simulator('verenigingsregister').fail({ kind: 'status', status: 503, operation: 'historiek' });
    const history = await ask('V0001001');
    expect(history).toMatchObject({
      entries: null,
      source: { state: 'UNAVAILABLE', reason: 'HTTP_5XX' },
    });
  });

  test('given nobody is logged in, or no purpose is stated, then it is refused', async () => {
    const question = (purpose: string) =>
      `{ associationHistory(vCode: "V0001001", purpose: "${purpose}") { entries { kind } } }`;
    const { body } = await hub.ask(question('dossier-handling'));
    expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    await expect(ask('V0001001', 'nieuwsgierigheid')).rejects.toMatchObject({
      errors: [{ code: 'PURPOSE_REQUIRED' }],
    });
  });
});
