import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

const planted = '79092112345';
const emma = '85671421468';
const shapes = (digits: string) => [
  digits,
  `${digits.slice(0, 2)}.${digits.slice(2, 4)}.${digits.slice(4, 6)}-${digits.slice(6, 9)}.${digits.slice(9)}`,
];

const soapFault = (text: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Server</faultcode>` +
  `<faultstring>${text}</faultstring><detail>${text}</detail></s:Fault></s:Body></s:Envelope>`;

describe('personal data stays inside', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await testHub();
  });
  afterAll(() => hub.close());

  /** Everything that leaves the hub or is kept outside the database. */
  async function traces(answers: readonly string[]): Promise<string> {
    return [...answers, ...hub.logLines, await hub.metrics()].join('\n');
  }

  test('given an upstream error that quotes a national number, then no response, log line or metric shows it', async () => {
    const cookie = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
    hub.simulator('magda').fail({ kind: 'malformed', body: soapFault(`INSZ ${planted} onbekend`) });
    hub.simulator('burgerprofiel').fail({ kind: 'malformed', body: `{"detail":"${planted}"}` });

    const { text, status } = await hub.ask(
      '{ me { name { givenNames } dossiers { items { name } source { reason } } } }',
      { cookie },
    );

    expect(status).toBe(200);
    const all = await traces([text]);
    for (const shape of shapes(planted)) expect(all).not.toContain(shape);
    hub.simulator('magda').fail();
    hub.simulator('burgerprofiel').fail();
  });

  test('given a citizen asks and a civil servant asks about her, then her number is in no log line, metric or URL', async () => {
    const browser = await hub.browser('citizen', 'Emma Peeters');
    const own = await hub.ask(
      '{ me { name { givenNames } household { members { name { givenNames } } } } }',
      { cookie: cookieOf(browser) },
    );
    const sofie = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
    const office = await hub.ask(
      'query ($n: NationalNumber!) { citizen(nationalNumber: $n, purpose: "dossier-handling") { name { givenNames } } }',
      { cookie: sofie, variables: { n: emma } },
    );

    expect(own.body.data.me.household.members).toHaveLength(4);
    expect(office.body.data.citizen.name.givenNames).toContain('Emma');
    const all = await traces([...browser.visited, own.text, office.text]);
    for (const shape of shapes(emma)) expect(all).not.toContain(shape);
    expect(all).not.toContain('Turnhoutsebaan');
  });

  test('given wrong numbers as variable and as literal, then the refusal says why and does not repeat them', async () => {
    const sofie = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
    const query =
      'query ($n: NationalNumber!) { citizen(nationalNumber: $n, purpose: "dossier-handling") { birthDate } }';

    const variable = await hub.ask(query, { cookie: sofie, variables: { n: planted } });
    const literal = await hub.ask(
      `{ citizen(nationalNumber: "${planted}", purpose: "dossier-handling") { birthDate } }`,
      {
        cookie: sofie,
      },
    );

    expect(variable.status).toBe(400);
    expect(variable.body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(variable.body.errors[0].message).toMatch(/last two digits/);
    expect(literal.status).toBe(400);
    expect(literal.body.errors[0].message).toMatch(/last two digits/);
    const all = await traces([variable.text, literal.text]);
    for (const shape of shapes(planted)) expect(all).not.toContain(shape);
  });
});
