import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { magda } from '../../adapters/magda/index.js';
import type { SimulatorCertificates } from '../../src/adapter/simulator/certificates.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { callContext } from '../support/call-context.js';
import { contractsFolder } from '../support/contracts.js';
import { recordedTools, soapAnswer } from '../support/recorded-wire.js';
import { magdaTestSettings, testCertificates } from '../support/sandbox-settings.js';

/** What the association registry's own stand-in of MAGDA answers: another author's reading of the same contract. */
const contracts = contractsFolder();
const answers = contracts && join(contracts, 'magda', 'association-registry', 'wiremock');
const emma = NationalNumber.parse('85671421468');

let certificates: SimulatorCertificates;
beforeAll(async () => {
  certificates = await testCertificates();
});

if (answers === null) {
  test.skip('answers of the association registry’s MAGDA (skipped: ../shared/contracts is absent)', () =>
    undefined);
} else {
  /** Its holes (random references, the number that was asked) filled in. */
  const named = (folder: string, name: string) =>
    readFileSync(join(answers, folder, name), 'utf8').replace(/(\{\{[^}]*\}\})+/g, '85671421468');
  const isFault = (xml: string) => xml.includes('<faultcode>');
  const answering = (answerTo: (url: string) => string) => {
    const { tools, requests } = recordedTools(({ url }) => {
      const xml = answerTo(url);
      return soapAnswer(xml, isFault(xml) ? 500 : 200);
    });
    const { ports } = magda.start(magda.settings.parse(magdaTestSettings(certificates)), tools);
    return { requests, person: () => ports.citizens!.person(emma, callContext()) };
  };
  const registered = () => named('RegistreerInschrijvingResponses', 'RegistreerInschrijvingResponse.xml');
  const reading = (name: string, registration = registered()) =>
    answering((url) => (url.includes('RegistreerInschrijving') ? registration : named('GeefPersoon', name)));

  describe('a GeefPersoon of the association registry', () => {
    test('each recorded one is read below', () => {
      expect(readdirSync(join(answers, 'GeefPersoon'))).toHaveLength(9);
    });

    test('somebody who died has a day of death, and a number that cannot be one is refused', async () => {
      const name = '01234567890.overleden.xml';
      await expect(reading(name).person()).rejects.toMatchObject({ code: 'MALFORMED' });
      const { value } = await answering(() =>
        named('GeefPersoon', name).replaceAll('01234567890', emma.reveal()),
      ).person();
      expect(value).toMatchObject({ deathDate: '1986-01-01' });
    });

    test('anybody else has a name and no day of death', async () => {
      const { value } = await reading('fallback.xml').person();
      expect(value?.name.familyNames.length).toBeGreaterThan(0);
      expect(value?.deathDate).toBeNull();
    });

    test.each([
      ['0725459041.uitzondering.fout.xml', null],
      ['0725459042.uitzondering.fout.xml', '30002'],
      ['0725459043.uitzondering.fout.xml', '30003'],
    ])('%s is nobody', async (name, reason) => {
      const { value, source } = await reading(name).person();
      expect([value, source.reason]).toEqual([null, reason]);
    });

    test.each(['0725459040.uitzondering.fout.xml', '0725459045.uitzondering.fout.xml'])(
      '%s: not registered, so we register once, and read once more',
      async (name) => {
        const { person, requests } = reading(name);
        await expect(person()).rejects.toMatchObject({ code: 'REFUSED', platformCode: '13202' });
        expect(requests).toHaveLength(3);
      },
    );

    test('a registration that failed is not followed by a second read', async () => {
      const failed = named('RegistreerInschrijvingResponses', '0725459040.uitzondering.fout.xml');
      const { person, requests } = reading('0725459040.uitzondering.fout.xml', failed);
      await expect(person()).rejects.toMatchObject({ platformCode: '40143' });
      expect(requests).toHaveLength(2);
    });

    test('a new number without the person under it is no data, for that reason', async () => {
      const { value, source } = await reading('0725459044.uitzondering.fout.xml').person();
      expect([value, source.reason]).toEqual([null, '30004']);
    });

    test('too many questions at once is THROTTLED', async () => {
      await expect(reading('toomanyrequests.xml').person()).rejects.toMatchObject({
        code: 'THROTTLED',
        platformCode: '99995',
      });
    });
  });
}
