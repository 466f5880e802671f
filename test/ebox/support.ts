import { randomUUID } from 'node:crypto';
import { ebox } from '../../adapters/ebox/index.js';
import type { SettingsInput } from '../../adapters/ebox/settings.js';
import { type EboxSimulator, startSimulator } from '../../adapters/ebox/simulator.js';
import type {
  Letter,
  LetterDocument,
  LetterRecipient,
  LettersPort,
} from '../../src/capabilities/letters/letters.port.js';
import { systemClock } from '../../src/context/clock.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { type AdapterOnWire, adapterOnWire } from '../support/adapter-on-wire.js';

export type Way = 'magda-documentendienst' | 'message-registry 2.1' | 'message-registry 3';
export const ways: readonly Way[] = ['magda-documentendienst', 'message-registry 2.1', 'message-registry 3'];

export const citizen: LetterRecipient = {
  kind: 'CITIZEN',
  nationalNumber: NationalNumber.parse('79072300048'),
};
export const enterprise: LetterRecipient = { kind: 'ENTERPRISE', kboNumber: '0406798006' };

export const document: LetterDocument = {
  fileName: 'beslissing.pdf',
  mediaType: 'application/pdf',
  content: Buffer.from('%PDF-1.4 beslissing'),
  main: true,
  signed: false,
};

/** A letter to a citizen with one document; `changes` go over it. */
export function letter(changes: Partial<Letter> = {}): Letter {
  return {
    key: randomUUID(),
    channel: 'EBOX',
    recipient: citizen,
    registered: false,
    subject: 'Uw aanvraag',
    language: 'nl',
    messageTypeId:
      changes.recipient?.kind === 'ENTERPRISE' ? 'SCHILDE_BRIEF_ONDERNEMING' : 'SCHILDE_BRIEF_BURGER',
    documents: [document],
    body: null,
    attention: null,
    ...changes,
  };
}

export interface Post {
  readonly simulator: EboxSimulator;
  readonly running: AdapterOnWire;
  readonly port: LettersPort;
  /** What was sent in this test, without the letters with which the simulator starts. */
  taken(): EboxSimulator['mailbox']['letters'];
  close(): Promise<void>;
}

export function settingsOf(simulator: EboxSimulator, way: Way): SettingsInput {
  if (way === 'magda-documentendienst') return simulator.settings;
  return simulator.registrySettings(way === 'message-registry 3' ? '3' : '2.1');
}

/** A simulator of its own, and the adapter on it. */
export async function openPost(way: Way): Promise<Post> {
  const simulator = await startSimulator({ clock: systemClock, folder: '' });
  const { length: seeded } = simulator.mailbox.letters;
  const policy = { retry: { attempts: 2, baseMs: 1, maxMs: 1 }, breaker: { failures: 1000 } };
  const running = adapterOnWire(ebox, settingsOf(simulator, way), { policy });
  return {
    simulator,
    running,
    port: running.adapter.ports.letters!,
    taken: () => simulator.mailbox.letters.slice(seeded),
    async close() {
      await running.close();
      await simulator.close();
    },
  };
}
