import { digitaalOndertekenen } from '../../adapters/digitaal-ondertekenen/index.js';
import { type SigningSimulator, startSimulator } from '../../adapters/digitaal-ondertekenen/simulator.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type {
  Recipient,
  SignatureChange,
  SignaturesPort,
} from '../../src/capabilities/signatures/signatures.port.js';
import { type Clock, systemClock } from '../../src/context/clock.js';
import { type AdapterOnWire, adapterOnWire } from '../support/adapter-on-wire.js';
import { callContext } from '../support/call-context.js';
import { plainPdf } from '../../adapters/digitaal-ondertekenen/simulator/signed-pdf.js';

export interface Signing {
  readonly simulator: SigningSimulator;
  readonly running: AdapterOnWire;
  readonly port: SignaturesPort;
  count(operation: string): number;
  close(): Promise<void>;
}

export async function openSigning(
  options: { clock?: Clock; policy?: PolicySettings; settings?: object } = {},
): Promise<Signing> {
  const { clock = systemClock } = options;
  const simulator = await startSimulator({ clock, folder: '' });
  const running = adapterOnWire(
    digitaalOndertekenen,
    { ...simulator.settings, ...options.settings },
    options,
  );
  return {
    simulator,
    running,
    port: running.adapter.ports.signatures!,
    count: (operation) => simulator.calls.filter((call) => call.operation === operation).length,
    async close() {
      await running.close();
      await simulator.close();
    },
  };
}

export const recipient = (email: string, changes: Partial<Recipient> = {}): Recipient => ({
  email,
  name: email.split('@')[0]!,
  role: 'SIGNER',
  stage: null,
  notified: false,
  ...changes,
});

/** What a change gave; throws when it was not made. */
export function given<T extends object>(change: SignatureChange<T>): T {
  if (change.kind !== 'DONE') throw new Error(`not made: ${JSON.stringify(change)}`);
  return change;
}

export const contract = () => plainPdf('Overeenkomst', ['Tussen de gemeente en de aanvrager.']);

/** A package in the steps of the platform, up to but not with sharing. */
export async function draft(
  port: SignaturesPort,
  recipients: readonly Recipient[],
  order: 'SERIAL' | 'PARALLEL' | 'CUSTOM' = 'SERIAL',
): Promise<{ id: string; document: string }> {
  const context = callContext();
  const { package: id } = given(await port.createPackage('Overeenkomst', context));
  const file = { fileName: 'overeenkomst.pdf', content: await contract(), asPdf: true };
  const { document } = given(await port.addDocument(id, file, context));
  given(await port.setWorkflow(id, { order, continueOnDecline: false, message: 'Graag tekenen' }, context));
  if (recipients.length > 0) given(await port.addRecipients(id, recipients, context));
  return { id, document };
}
