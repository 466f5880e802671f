import { startGateway } from '../../src/adapter/magda/simulator/gateway.js';
import { simulatorCertificates } from '../../src/adapter/simulator/certificates.js';
import type { Simulator, SimulatorOptions } from '../../src/adapter/simulator/simulator.js';
import type { SettingsInput } from './settings.js';
import { personServices } from './simulator/services.js';

const sender = 'schilde.be/0297500186/schakel-zandbak-aip';
const hoedanigheid = '1300';

export interface MagdaSimulatorOptions extends SimulatorOptions {
  /** MAGDA allows ten. */
  readonly callsPerSecond?: number;
  /** Whether answers carry a signature; the settings then ask to verify it. */
  readonly signAnswers?: boolean;
}

export interface MagdaSimulator extends Simulator<SettingsInput> {
  /** How many registrations hold in the Repertorium. */
  registered(): number;
}

/** MAGDA's person services on loopback: mTLS, signed messages, the Repertorium, ten calls a second. */
export async function startMagdaSimulator(options: MagdaSimulatorOptions): Promise<MagdaSimulator> {
  const { clock, folder, port, callsPerSecond, signAnswers } = options;
  const certificates = await simulatorCertificates(folder);
  const { services, registered } = personServices(clock);
  const { authority, organisation, platform } = certificates;
  const host = await startGateway({
    name: 'magda',
    port,
    services,
    certificates,
    clock,
    sender,
    hoedanigheden: [hoedanigheid],
    callsPerSecond,
    signAnswers,
  });
  const settings: SettingsInput = {
    url: host.url,
    sender,
    hoedanigheid,
    signature: {
      style: 'ws-security',
      digest: 'sha256',
      certificateChain: organisation.certificate,
      privateKey: organisation.privateKey,
    },
    answers: { certificates: signAnswers ? [platform.certificate] : [] },
    tls: { certificate: organisation.certificate, privateKey: organisation.privateKey, ca: authority },
  };
  return Object.assign(host, { settings, registered });
}
