import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BrowserSession } from '../support/browser-session.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

describe('a session through the whole hub', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await testHub({ mirror: false });
  });
  afterAll(() => hub.close());

  test('given Emma logs out, when her old cookie comes back, then it is refused for her data and taken away', async () => {
    const browser = await hub.browser('citizen', 'Emma Peeters');
    const cookie = cookieOf(browser);
    expect((await hub.ask('{ me { name { givenNames } } }', { cookie })).status).toBe(200);

    await browser.post(`${hub.url}/logout`);
    const after = await hub.ask('{ me { name { givenNames } } }', { cookie });

    expect(after.status).toBe(401);
    expect(after.body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(after.headers.get('set-cookie')).toMatch(/^schakel_session=;.*Max-Age=0/);
    const session = await fetch(`${hub.url}/session`, { headers: { cookie } });
    expect(await session.json()).toMatchObject({ kind: 'ANONYMOUS' });
    expect(session.headers.get('set-cookie')).toMatch(/Max-Age=0/);
  });

  test('given Bart has no second factor, when he logs in, then he is refused and the refusal is recorded', async () => {
    const browser = new BrowserSession();
    const choice = await browser.get(`${hub.url}/login/staff`);
    const page = await browser.submit(choice, 'Aanmelden als Bart Goossens met gebruikersnaam en wachtwoord');

    expect([page.status, page.body]).toEqual([403, expect.stringContaining('SECOND_FACTOR_REQUIRED')]);
    const correlationId = page.headers.get('x-correlation-id')!;
    const [record] = await hub.database.client.auditRecord.findMany({ where: { correlationId } });
    expect(record).toMatchObject({
      operation: 'login',
      outcome: 'DENIED',
      reason: 'SECOND_FACTOR_REQUIRED',
      actorKind: 'ANONYMOUS',
    });
    expect(hub.logLines.find((line) => line.includes('login.refused'))).toContain(correlationId);
  });

  test('given two citizens ask at the same time, then each gets only their own data', async () => {
    const [emma, maria] = await Promise.all([hub.citizen('Emma Peeters'), hub.citizen('Maria De Smet')]);

    const answers = await Promise.all([
      emma.citizen.myOverview(),
      maria.citizen.myOverview(),
      emma.citizen.myOverview(),
      maria.citizen.myOverview(),
    ]);

    expect(answers.map(({ data }) => data.me?.name?.familyNames[0])).toEqual([
      'Peeters',
      'De Smet',
      'Peeters',
      'De Smet',
    ]);
  });

  test('given Maria’s dossiers come from a source that fails beside two that answer, then she sees two and which one is missing', async () => {
    const maria = await hub.citizen('Maria De Smet');

    const { data } = await maria.citizen.myDossiers();

    expect(data.me?.dossiers.items).toHaveLength(2);
    expect(data.me?.dossiers.failures).toEqual([{ authority: expect.any(String), platformCode: '60013' }]);
    expect(data.me?.dossiers.source).toMatchObject({ state: 'FRESH', reason: 'PARTIAL' });
  });

  test('given nobody is registered at MAGDA, when a citizen asks twice at once, then MAGDA registers once and answers', async () => {
    const ahmed = await hub.citizen('Ahmed El Amrani');
    const magda = hub.simulator('magda');
    magda.forgetCalls();

    const [first, second] = await Promise.all([ahmed.citizen.myOverview(), ahmed.citizen.myOverview()]);

    expect(first.data.me?.name?.familyNames).toEqual(['El Amrani']);
    expect(second.data.me?.name?.familyNames).toEqual(['El Amrani']);
    const registered = magda.calls.filter(
      ({ operation, status }) => operation === 'RegistreerInschrijving' && status === 200,
    );
    expect(registered).toHaveLength(1);
  });
});
