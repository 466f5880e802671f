import { startGateway } from '../../src/adapter/magda/simulator/gateway.js';
import { simulatorCertificates } from '../../src/adapter/simulator/certificates.js';
import type { Simulator, SimulatorOptions } from '../../src/adapter/simulator/simulator.js';
import type { SettingsInput } from './settings.js';
import { simulatedMagda } from './simulator/magda.js';
import type { SimulatedMagda } from './simulator/magda.js';

const sender = 'schilde.be/0297500186/schakel-zandbak-aip';

export interface MagdaSimulatorOptions extends SimulatorOptions {
  /** MAGDA allows ten. */
  readonly callsPerSecond?: number;
  /** Whether answers carry a signature; the settings then ask to verify it. */
  readonly signAnswers?: boolean;
  /** The Hoedanigheden that were granted; the first is the one in the settings. */
  readonly hoedanigheden?: readonly [string, ...string[]];
}

export type MagdaSimulator = Simulator<SettingsInput> & Omit<SimulatedMagda, 'services'>;

/** MAGDA's person and social services on loopback: mTLS, signed messages, the Repertorium, ten calls a second. */
export async function startMagdaSimulator(options: MagdaSimulatorOptions): Promise<MagdaSimulator> {
  const { clock, folder, port, callsPerSecond, signAnswers, hoedanigheden = ['1300'] } = options;
  const certificates = await simulatorCertificates(folder);
  const { services, registered } = simulatedMagda(clock);
  const { authority, organisation, platform } = certificates;
  const host = await startGateway({
    name: 'magda',
    port,
    services,
    certificates,
    clock,
    sender,
    hoedanigheden,
    callsPerSecond,
    signAnswers,
  });
  const settings: SettingsInput = {
    url: host.url,
    sender,
    hoedanigheid: hoedanigheden[0],
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
