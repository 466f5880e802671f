import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { burgerprofiel } from '../../adapters/burgerprofiel/index.js';
import { dossierService } from '../../adapters/burgerprofiel/simulator.js';
import { magda } from '../../adapters/magda/index.js';
import { simulatedMagda } from '../../adapters/magda/simulator/magda.js';
import { sandboxAttest } from '../../adapters/magda/simulator/social-records.js';
import type { RunningAdapter } from '../../src/adapter/contract.js';
import { createGateway } from '../../src/adapter/magda/simulator/gateway.js';
import type { SimulatedService } from '../../src/adapter/magda/simulator/gateway.js';
import type { SimulatorCertificates } from '../../src/adapter/simulator/certificates.js';
import type { HttpRequest } from '../../src/adapter/wire/wire.js';
import type { CitizensPort } from '../../src/capabilities/citizens/citizens.port.js';
import { systemClock } from '../../src/context/clock.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { callContext } from '../support/call-context.js';
import { contractTest } from '../support/contracts.js';
import { recordedTools } from '../support/recorded-wire.js';
import { bodyContent, schemaProblems, schemaSet } from '../support/schemas.js';
import type { SchemaSet } from '../support/schemas.js';
import { magdaTestSettings, testCertificates } from '../support/sandbox-settings.js';

interface Exchange {
  readonly operation: string;
  readonly question: string;
  readonly answer: string;
}

const everybody = [
  '85671421468',
  '83630211767',
  '14652114206',
  '17710813325',
  '48613011631',
  '91691715184',
  '75720511964',
  '99620311874',
  '66691666644',
  '76642812413',
  '06691087347',
  '67722499797',
  '89651174486',
].map((digits) => NationalNumber.parse(digits));

let certificates: SimulatorCertificates;
let exchanges: readonly Exchange[];

/** What the adapters ask and the simulated gateway answers, byte for byte, without a network between them. */
beforeAll(async () => {
  certificates = await testCertificates();
  const simulated = simulatedMagda(systemClock);
  exchanges = [
    ...(await conversation(simulated.services, async (tools) => {
      const running: RunningAdapter = magda.start(
        magda.settings.parse({
          ...settings(),
          registrationDays: 30,
          socialStatusLocations: { GENT_PARKING_ADULT: 'Gent' },
        }),
        tools,
      );
      for (const person of everybody) {
        await running.ports.citizens?.person(person, callContext());
        await running.ports.citizens?.household(person, callContext());
        await askSocialRecords(running.ports.citizens as CitizensPort, person);
        await running.ports.citizens?.unregister(person, callContext());
      }
      await running.check(callContext());
    })),
    ...(await conversation([dossierService], async (tools) => {
      for (const sources of [[], ['STL', 'WONEN']]) {
        const running = burgerprofiel.start(burgerprofiel.settings.parse({ ...settings(), sources }), tools);
        for (const person of everybody) await running.ports.dossiers?.dossiersOf(person, callContext());
        await running.check(callContext());
      }
      const stranger = burgerprofiel.start(
        burgerprofiel.settings.parse({ ...settings(), sender: 'somebody.else' }),
        tools,
      );
      await stranger.ports.dossiers
        ?.dossiersOf(NationalNumber.parse('85671421468'), callContext())
        .catch(() => undefined);
    })),
  ];
});

async function askSocialRecords(port: CitizensPort, person: NationalNumber): Promise<void> {
  const names = ['BIM_BVT', 'BIM_BVT_IN_FAMILY', 'PCSA_AND_BIM_HELP', 'LIVING_WAGES_PCSA_HELP'];
  for (const at of [
    '2026-06-01',
    { from: '2025-01-01', until: null },
    { from: '2025-01-01', until: '2025-12-31' },
  ])
    await port.socialStatuses(person, { names: [...names, 'GENT_PARKING_ADULT'], at }, callContext());
  for (const yearsBack of [null, 2, 3] as const)
    await port.livingWages(person, { year: 2025, yearsBack }, callContext());
  await port.livingWages(person, { year: new Date().getFullYear(), yearsBack: null }, callContext());
  await port.attest(person, { name: sandboxAttest, language: 'nl' }, callContext());
  await port.attest(person, { name: 'unknown', language: 'fr' }, callContext()).catch(() => undefined);
}

const settings = () => magdaTestSettings(certificates);

async function conversation(
  services: readonly SimulatedService[],
  talk: (tools: ReturnType<typeof recordedTools>['tools']) => Promise<void>,
): Promise<Exchange[]> {
  const found: Exchange[] = [];
  const { sender, hoedanigheid } = settings();
  const gateway = createGateway({
    services,
    certificates,
    clock: systemClock,
    sender,
    hoedanigheden: [hoedanigheid],
    callsPerSecond: 1e6,
  });
  const { tools } = recordedTools(async (request: HttpRequest) => {
    const reply = await gateway.route({
      method: request.method,
      path: new URL(request.url).pathname,
      query: new URLSearchParams(),
      headers: { 'content-type': 'application/soap+xml; charset=utf-8' },
      body: Buffer.from(request.body ?? ''),
      clientCertificate: null,
      expiredCredentials: false,
    });
    if (request.method === 'POST')
      found.push({ operation: reply.operation, question: String(request.body), answer: String(reply.body) });
    return { status: reply.status, headers: {}, body: Buffer.from(reply.body ?? '') };
  });
  await talk(tools);
  return found;
}

const registryRoot = (contracts: string) => join(contracts, 'magda', 'association-registry', 'WSDL');
const mockRoot = (contracts: string) => join(contracts, 'magda', 'magda-mock', 'xsd');

/** The public files hold no schema of these two questions, only of the criteria in them; this is GeefPersoon's frame around those. */
function framed(
  contracts: string,
  operation: string,
  namespace: string,
  criteria: { file: string; namespace: string; type: string },
  language: boolean,
): SchemaSet {
  const frame = readFileSync(
    join(registryRoot(contracts), 'Persoon.GeefPersoonDienst-02.02', 'WebService', 'GeefPersoon.xsd'),
    'utf8',
  );
  const contents = frame
    .replaceAll('http://magda.vlaanderen.be/persoon/soap/geefpersoon/v02_02', namespace)
    .replace('element name="GeefPersoon"', `element name="${operation}"`)
    .replaceAll('http://magda.vlaanderen.be/persoon-v3', criteria.namespace)
    .replace('../../Persoon/PersoonDomein-v3.xsd', criteria.file)
    .replace('persoon:CriteriaGeefPersoonType', `persoon:${criteria.type}`)
    .replace(/<xsd:element name="Bron"[^>]*>/, '')
    .replace(/<xsd:element name="Taal"[^>]*>/, (element) => (language ? element : ''));
  return schemaSet(mockRoot(contracts), `Question/WebService/${operation}.xsd`, contents);
}

const schemas: Readonly<
  Record<string, { question: (contracts: string) => SchemaSet; answer: (contracts: string) => SchemaSet }>
> = {
  GeefPersoon: {
    question: (contracts) =>
      schemaSet(registryRoot(contracts), 'Persoon.GeefPersoonDienst-02.02/WebService/GeefPersoon.xsd'),
    answer: (contracts) =>
      schemaSet(mockRoot(contracts), 'Persoon.GeefPersoonDienst-02.02/WebService/GeefPersoonResponse.xsd'),
  },
  GeefGezinssamenstelling: {
    question: (contracts) =>
      framed(
        contracts,
        'GeefGezinssamenstelling',
        'http://magda.vlaanderen.be/persoon/soap/geefgezinssamenstelling/v02_02',
        {
          file: '../../Persoon/PersoonDomein-v3.xsd',
          namespace: 'http://magda.vlaanderen.be/persoon-v3',
          type: 'CriteriaGeefGezinssamenstellingType',
        },
        true,
      ),
    answer: (contracts) =>
      schemaSet(
        mockRoot(contracts),
        'Persoon.GeefGezinssamenstellingDienst-02.02/WebService/GeefGezinssamenstellingResponse.xsd',
      ),
  },
  RegistreerInschrijving: {
    question: (contracts) =>
      schemaSet(
        registryRoot(contracts),
        'Repertorium.RegistreerInschrijvingDienst-02.01/WebService/RegistreerInschrijving.xsd',
      ),
    answer: (contracts) =>
      schemaSet(
        registryRoot(contracts),
        'Repertorium.RegistreerInschrijvingDienst-02.01/WebService/RegistreerInschrijvingResponse.xsd',
      ),
  },
  RegistreerUitschrijving: {
    question: (contracts) =>
      schemaSet(
        registryRoot(contracts),
        'Repertorium.RegistreerUitschrijvingDienst-02.01/WebService/RegistreerUitschrijving.xsd',
      ),
    answer: (contracts) =>
      schemaSet(
        registryRoot(contracts),
        'Repertorium.RegistreerUitschrijvingDienst-02.01/WebService/RegistreerUitschrijvingResponse.xsd',
      ),
  },
  GeefSociaalStatuut: {
    question: (contracts) =>
      framed(
        contracts,
        'GeefSociaalStatuut',
        'http://magda.vlaanderen.be/soczek/soap/geefsociaalstatuut/v03_00',
        {
          file: '../../SocZek/SocZekDomein-v3.xsd',
          namespace: 'http://magda.vlaanderen.be/soczek-v3',
          type: 'CriteriaGeefSociaalStatuutType',
        },
        false,
      ),
    answer: (contracts) =>
      schemaSet(
        mockRoot(contracts),
        'SocZek.GeefSociaalStatuutDienst-03.00/WebService/GeefSociaalStatuutResponse.xsd',
      ),
  },
  GeefLeefloonbedragen: {
    question: (contracts) =>
      framed(
        contracts,
        'GeefLeefloonbedragen',
        'http://webservice.geefleefloonbedragendienst-02_00.soczek-02_00.vip.vlaanderen.be',
        {
          file: '../../SocZek-02.00/SocZek.xsd',
          namespace: 'http://soczek-02_00.vip.vlaanderen.be',
          type: 'CriteriaLeefloonbedragType',
        },
        false,
      ),
    answer: (contracts) =>
      schemaSet(
        mockRoot(contracts),
        'SocZek.GeefLeefloonbedragenDienst-02.00/WebService/GeefLeefloonbedragenResponse.xsd',
      ),
  },
  GeefAttest: {
    question: (contracts) =>
      framed(
        contracts,
        'GeefAttest',
        'http://webservice.geefattestdienst-02_00.persoon-02_00.vip.vlaanderen.be',
        {
          file: '../../Persoon-02.00/Persoon.xsd',
          namespace: 'http://persoon-02_00.vip.vlaanderen.be',
          type: 'CriteriaGeefAttestType',
        },
        false,
      ),
    answer: (contracts) =>
      schemaSet(mockRoot(contracts), 'Persoon.GeefAttestDienst-02.00/WebService/GeefAttestResponse.xsd'),
  },
  GeefDossiers: {
    question: (contracts) =>
      framed(
        contracts,
        'GeefDossiers',
        'http://webservice.geefdossiersdienst-02_00.dossier-02_00.vip.vlaanderen.be',
        {
          file: '../../Dossier-02.00/Dossier.xsd',
          namespace: 'http://dossier-02_00.vip.vlaanderen.be',
          type: 'CriteriaGeefDossiers2_0Type',
        },
        false,
      ),
    answer: (contracts) =>
      schemaSet(mockRoot(contracts), 'Dossier.GeefDossiersDienst-02.00/WebService/GeefDossiersResponse.xsd'),
  },
};

describe.each(Object.entries(schemas))('%s', (operation, schema) => {
  const of = () => exchanges.filter((exchange) => exchange.operation === operation);

  test('was asked and answered', () => expect(of().length).toBeGreaterThan(5));

  contractTest(
    'asks only what its schema allows',
    async (contracts) => {
      const questions = of().map(({ question }) => bodyContent(question));
      expect(await schemaProblems(schema.question(contracts), questions)).toEqual([]);
      const broken = (questions[0] ?? '').replace('<Versie>', '<Onbekend>1</Onbekend><Versie>');
      expect(await schemaProblems(schema.question(contracts), [broken])).not.toEqual([]);
    },
    60_000,
  );

  contractTest(
    'is answered by its simulator as its schema says',
    async (contracts) => {
      const answers = of().map(({ answer }) => bodyContent(answer));
      expect(await schemaProblems(schema.answer(contracts), answers)).toEqual([]);
    },
    60_000,
  );
});
