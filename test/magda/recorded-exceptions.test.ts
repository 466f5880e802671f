import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { service as dossierService } from '../../adapters/burgerprofiel/client.js';
import { services } from '../../adapters/magda/client.js';
import { settings } from '../../adapters/magda/settings.js';
import { createMagdaTransport } from '../../src/adapter/magda/transport.js';
import type { MagdaService } from '../../src/adapter/magda/transport.js';
import type { SimulatorCertificates } from '../../src/adapter/simulator/certificates.js';
import { systemClock } from '../../src/context/clock.js';
import { callContext } from '../support/call-context.js';
import { contractsFolder } from '../support/contracts.js';
import { leavesOf, valuesIn } from '../support/leaves.js';
import { soapAnswer } from '../support/recorded-wire.js';
import { magdaTestSettings, testCertificates } from '../support/sandbox-settings.js';

const contracts = contractsFolder();
let certificates: SimulatorCertificates;
beforeAll(async () => {
  certificates = await testCertificates();
});

function withExceptions(service: MagdaService, ...path: string[]): [string, MagdaService, string][] {
  if (contracts === null) return [];
  const folder = join(contracts, 'magda', 'magda-mock', 'sample-responses', ...path);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.xml'))
    .map((name): [string, MagdaService, string] => [
      `${path[1]} ${name}`,
      service,
      readFileSync(join(folder, name), 'utf8'),
    ])
    .filter(([, , xml]) => xml.includes('<Uitzondering>'));
}

if (contracts === null) {
  test.skip('recorded exceptions of MAGDA (skipped: ../shared/contracts is absent)', () => undefined);
} else {
  const recorded = [
    ...withExceptions(services.person, 'Persoon', 'GeefPersoon', '02.02.0000'),
    ...withExceptions(services.household, 'Persoon', 'GeefGezinssamenstelling', '02.02.0000'),
    ...withExceptions(services.register, 'Repertorium', 'RegistreerInschrijving', '02.01.0000', 'PERS'),
    ...withExceptions(services.socialStatuses, 'SocZek', 'GeefSociaalStatuut', '03.00.0000'),
    ...withExceptions(services.livingWages, 'SocZek', 'GeefLeefloonbedragen', '02.00.0000'),
    ...withExceptions(services.attest, 'Persoon', 'GeefAttest', '02.00.0000'),
    ...withExceptions(dossierService, 'Dossier', 'GeefDossiers', '02.00.0000'),
  ];

  test('there are recorded exceptions at both levels', () => {
    expect(recorded.filter(([, , xml]) => xml.includes('<Antwoorden>')).length).toBeGreaterThan(2);
    expect(recorded.filter(([, , xml]) => !xml.includes('<Antwoorden>')).length).toBeGreaterThan(2);
  });

  test.each(recorded)('%s keeps its codes, origins, moments and annotations', async (_name, service, xml) => {
    const transport = createMagdaTransport({
      platform: 'magda',
      settings: settings.parse(magdaTestSettings(certificates)),
      clock: systemClock,
    });
    const { exceptions } = await transport.ask(service, {}, callContext(), async () => soapAnswer(xml));
    const answered = leavesOf(xml, 'Uitzondering');
    const held = valuesIn(exceptions);
    const kept = ({ path, value }: { path: string; value: string }) =>
      path.includes('/Tijdstip/')
        ? held.some((text) => text.split('T').includes(value))
        : held.includes(value);
    expect(answered.filter((leaf) => !kept(leaf))).toEqual([]);
    expect(exceptions).toHaveLength((xml.match(/<Uitzondering>/g) ?? []).length);
  });
}
