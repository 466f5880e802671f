import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { burgerprofiel } from '../../adapters/burgerprofiel/index.js';
import type { SimulatorCertificates } from '../../src/adapter/simulator/certificates.js';
import type { DossiersPort } from '../../src/capabilities/dossiers/dossiers.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { callContext } from '../support/call-context.js';
import { contractsFolder } from '../support/contracts.js';
import { countOf, leavesOf, valuesIn } from '../support/leaves.js';
import type { Leaf } from '../support/leaves.js';
import { recordedTools, soapAnswer } from '../support/recorded-wire.js';
import { magdaTestSettings, testCertificates } from '../support/sandbox-settings.js';

const contracts = contractsFolder();
const samples =
  contracts &&
  join(contracts, 'magda', 'magda-mock', 'sample-responses', 'Dossier', 'GeefDossiers', '02.00.0000');

let certificates: SimulatorCertificates;
beforeAll(async () => {
  certificates = await testCertificates();
});

function asked(xml: string) {
  const { tools } = recordedTools(() => soapAnswer(xml));
  const { ports } = burgerprofiel.start(burgerprofiel.settings.parse(magdaTestSettings(certificates)), tools);
  return (ports.dossiers as DossiersPort).dossiersOf(NationalNumber.parse('85671421468'), callContext());
}

/** A moment as the answer may have written it: with an offset, or in Brussels time. */
function asWritten(moment: string): string[] {
  const local = new Date(moment).toLocaleString('sv-SE', { timeZone: 'Europe/Brussels' });
  return [moment, local.replace(' ', 'T'), ...local.split(' ')];
}

function normalised({ path, value }: Leaf): string {
  if (path.endsWith('/Tijd')) return value.replace(/\.0+$/, '');
  return /T.*[+-]\d\d:\d\d$/.test(value) ? new Date(value).toISOString() : value;
}

if (samples === null) {
  test.skip('recorded answers of GeefDossiers (skipped: ../shared/contracts is absent)', () => undefined);
} else {
  const answers = readdirSync(samples).map((name): [string, string] => [
    name,
    readFileSync(join(samples, name), 'utf8'),
  ]);
  const named = (name: string) => answers.find(([file]) => file === name)?.[1] ?? '';

  describe('a recorded GeefDossiers 02.00', () => {
    const withDossiers = answers.filter(([, xml]) => xml.includes('<DossierMutatie>'));

    test('there are recorded dossiers to test with', () => expect(withDossiers.length).toBeGreaterThan(4));

    test.each(withDossiers)('%s loses nothing', async (_fileName, xml) => {
      const { value } = await asked(xml);
      const held = countOf(
        valuesIn(value).flatMap((text) => (/^\d{4}.*Z$/.test(text) ? asWritten(text) : [text])),
      );
      const leaves = leavesOf(xml, 'Dossiers').map(({ path, value: text }) => ({
        path,
        value: normalised({ path, value: text }),
      }));
      // Every mutation repeats which dossier it belongs to; the mapped dossier says it once.
      const repeated = leaves.filter(({ path }) => path.includes('/Identificatie/'));
      const own = leaves.filter((leaf) => !repeated.includes(leaf));
      const counted = countOf(own.map((leaf) => leaf.value));
      expect(repeated.filter((leaf) => !held.has(leaf.value))).toEqual([]);
      expect(own.filter((leaf) => (held.get(leaf.value) ?? 0) < (counted.get(leaf.value) ?? 0))).toEqual([]);
      for (const dossier of value.dossiers)
        for (const state of [dossier.current, ...dossier.history]) {
          // One recorded mutation names another dossier than its neighbours: only that stays without a field.
          expect(state.otherFacts.filter(({ path }) => !path.startsWith('Identificatie/'))).toEqual([]);
        }
      expect(value.dossiers).toHaveLength((xml.match(/<Dossier>/g) ?? []).length);
    });

    test.each(withDossiers)('%s shows the newest state first', async (_fileName, xml) => {
      const { value } = await asked(xml);
      for (const { current, history } of value.dossiers) {
        const moments = [current, ...history].map(({ from }) => from.getTime());
        expect(moments).toEqual([...moments].sort((a, b) => b - a));
      }
    });

    test.each([
      ['notfound.xml', 'at level 3'],
      ['13622296581.xml', 'at level 2'],
    ])('%s: no data %s is no dossiers, from a whole answer', async (fileName) => {
      const { value, source } = await asked(named(fileName));
      expect([value, source.reason]).toEqual([{ dossiers: [], failures: [] }, null]);
    });

    test('02663099890.xml: sources that fail are named beside an answer in part', async () => {
      const { value, source } = await asked(named('02663099890.xml'));
      expect(value.failures).toEqual([
        { authority: 'VAPH', platformCode: '99986' },
        { authority: 'STL', platformCode: '60013' },
      ]);
      expect([value.dossiers, source.state, source.reason]).toEqual([[], 'FRESH', 'PARTIAL']);
    });

    test.each(
      answers.filter(([, xml]) => xml.includes('<Uitzonderingen') && xml.includes('<DossierMutatie>')),
    )('%s: a source that fails beside dossiers leaves the dossiers', async (_fileName, xml) => {
      const { value, source } = await asked(xml);
      expect(value.dossiers.length).toBeGreaterThan(0);
      expect(value.failures.length).toBeGreaterThan(0);
      expect(source.reason).toBe('PARTIAL');
    });

    test.each(answers.filter(([name, xml]) => !xml.includes('<Antwoorden>') && name !== '13622296581.xml'))(
      '%s: a refused message is an error with its code',
      async (_fileName, xml) => {
        const code = /<Identificatie>(\d{5})</.exec(xml)?.[1] ?? '';
        const expected = {
          '20002': 'REFUSED',
          '40006': 'CREDENTIALS',
          '30032': 'REFUSED',
          '60007': 'SERVER_FAULT',
          '60011': 'SERVER_FAULT',
        }[code];
        await expect(asked(xml)).rejects.toMatchObject({ code: expected, platformCode: code });
      },
    );
  });
}
