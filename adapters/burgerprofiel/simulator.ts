import { child, startGateway, numberProblem, textOf } from '../../src/adapter/magda/simulator/gateway.js';
import type { SimulatedService } from '../../src/adapter/magda/simulator/gateway.js';
import { simulatorCertificates } from '../../src/adapter/simulator/certificates.js';
import type { Simulator, SimulatorOptions } from '../../src/adapter/simulator/simulator.js';
import type { SettingsInput } from './settings.js';
import { dossiersOf } from './simulator/dossiers.js';
import { portalClientId, type PortalSimulator, startPortal } from './simulator/portal.js';
import {
  type PublishedDossiers,
  type PublishedState,
  publicationPath,
  startPublication,
} from './simulator/publication.js';

const sender = 'schilde.be/0297500186/schakel-zandbak-aip';
const hoedanigheid = '1300';
/** Our own source at DOSIS. */
const source = 'SCHILDE';
/** Nobody's: no page of the sandbox asks for it. */
const widget = '00000000-0000-4000-8000-000000000000';

export interface BurgerprofielSimulatorOptions extends SimulatorOptions {
  /** MAGDA allows ten. */
  readonly callsPerSecond?: number;
  /** What a state that is published twice comes to; nobody knows of the real one, and two is the worse. */
  readonly repeated?: 'ONE_EFFECT' | 'TWO_EFFECTS';
}

export const dossierService: SimulatedService = dossierServiceWith(null);

/** GeefDossiers over the sources of the sandbox and, where there are any, what was published to ours. */
function dossierServiceWith(published: PublishedDossiers | null): SimulatedService {
  return {
    operation: 'GeefDossiers',
    version: '02.00',
    namespace: 'http://webservice.geefdossiersdienst-02_00.dossier-02_00.vip.vlaanderen.be',
    answer({ contents }) {
      const number = textOf(contents, 'Criteria', 'INSZ');
      const problem = numberProblem(number);
      if (problem || number === null) return { exceptions: problem ? [problem] : [] };
      const sources: string[] = [];
      const list = child(child(contents, 'Criteria'), 'Bronnen');
      for (let node = list?.firstChild ?? null; node; node = node.nextSibling)
        sources.push(node.textContent ?? '');
      const twice = sources.find((source, index) => sources.indexOf(source) !== index);
      if (twice !== undefined)
        return {
          exceptions: [
            {
              code: '30032',
              diagnosis: 'Eenzelfde bron werd meer dan één keer opgegeven',
              annotations: { NaamAnnotatie: twice },
            },
          ],
        };
      const { contents: found, exceptions } = dossiersOf(number, sources, published);
      return { contents: found ?? undefined, exceptions };
    },
  };
}

export interface BurgerprofielSimulator extends Simulator<SettingsInput> {
  readonly portal: Pick<PortalSimulator, 'issuer' | 'token' | 'rotateKey'>;
  /** Every state of a dossier that was handed over. */
  published(): readonly PublishedState[];
}

/**
 * The dossier service of MAGDA on loopback, with its own keys; it needs no registration. Its settings use the bare signature.
 * On the next port the portal, which asks the hub for attests; on the one after it the write side of DOSIS.
 */
export async function startBurgerprofielSimulator(
  options: BurgerprofielSimulatorOptions,
): Promise<BurgerprofielSimulator> {
  const { clock, folder, port, hubUrl, callsPerSecond, repeated = 'TWO_EFFECTS' } = options;
  const certificates = await simulatorCertificates(folder);
  const { authority, organisation } = certificates;
  const publication = await startPublication({
    clock,
    certificates,
    source,
    repeated,
    port: port ? port + 2 : undefined,
  });
  const host = await startGateway({
    name: 'burgerprofiel',
    port,
    services: [dossierServiceWith(publication)],
    certificates,
    clock,
    sender,
    hoedanigheden: [hoedanigheid],
    callsPerSecond,
  });
  const portal = await startPortal(clock, port ? port + 1 : undefined, hubUrl);
  const settings: SettingsInput = {
    url: host.url,
    sender,
    hoedanigheid,
    signature: {
      style: 'bare',
      digest: 'sha256',
      certificateChain: organisation.certificate,
      privateKey: organisation.privateKey,
    },
    tls: { certificate: organisation.certificate, privateKey: organisation.privateKey, ca: authority },
    attests: { issuer: portal.issuer, clientIds: [portalClientId] },
    publication: {
      url: `${publication.server.url}${publicationPath}`,
      source,
      honoursRepetition: repeated === 'ONE_EFFECT',
    },
    header: { widget, environment: 'test' },
  };
  const servers = [host, portal.server, publication.server];
  return {
    url: host.url,
    settings,
    portal,
    published: () => publication.states(),
    fail(...faults) {
      for (const server of servers) server.fail(...faults);
    },
    get calls() {
      return servers.flatMap(({ calls }) => calls);
    },
    forgetCalls() {
      for (const server of servers) server.forgetCalls();
    },
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}
