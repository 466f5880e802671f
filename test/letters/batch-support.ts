import { randomUUID } from 'node:crypto';
import { createFileStore } from '../../src/capabilities/files/file.store.js';
import { sendLetterCommand } from '../../src/capabilities/letters/letter.command.js';
import { createLetterMaking, type LetterMaking } from '../../src/capabilities/letters/letter.making.js';
import { createLetterRecords, type LetterRecords } from '../../src/capabilities/letters/letter.records.js';
import { createLetterBatchRecords } from '../../src/capabilities/letters/letter-batch.records.js';
import { createLetterBatchSending } from '../../src/capabilities/letters/letter-batch.sending.js';
import {
  type AskedBatch,
  LetterBatchesService,
} from '../../src/capabilities/letters/letter-batches.service.js';
import { createLetterTemplates } from '../../src/capabilities/letters/letter-templates.js';
import type { LettersPort } from '../../src/capabilities/letters/letters.port.js';
import type { CommandDefinition } from '../../src/jobs/command.js';
import { createIdempotencyKeys } from '../../src/jobs/idempotency.js';
import { createConsents } from '../../src/privacy/consent.js';
import type { Database } from '../../src/storage/database.js';
import { cipher, commandStand, keyedHash, organisation } from '../jobs/command-stand.js';
import { callContext } from '../support/call-context.js';
import { manualClock } from '../support/clock.js';
import { memoryLog } from '../support/log.js';

/** A national number that holds, one for each `n` up to 998 on each of 28 days. */
export function citizenNumber(n: number): string {
  const day = String(1 + (Math.floor(n / 998) % 28)).padStart(2, '0');
  const base = `6503${day}${String((n % 998) + 1).padStart(3, '0')}`;
  return `${base}${String(97 - Number(BigInt(base) % 97n)).padStart(2, '0')}`;
}

/** A CSV of citizens, each with a dossier of their own. */
export const csvOf = (numbers: readonly string[], subject: string): string =>
  [
    'rijksregisternummer;naam;dossier',
    ...numbers.map((number, n) => `${number};Inwoner ${n + 1};${subject}-${n + 1}`),
  ].join('\r\n');

export const citizens = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => citizenNumber(from + n));

const consentPurpose = {
  code: 'letters',
  title: 'Brieven',
  text: 'U krijgt brieven in uw e-Box.',
  version: '2026-01',
  channels: ['EBOX'],
  unlessSaid: 'NO',
} as const;

export const clerk = () =>
  callContext({
    actor: { kind: 'CLIENT', id: 'clerk-1', organisation, scopes: ['changes'] },
    deadline: Date.now() + 600_000,
  });

export interface HubOnDatabaseOptions {
  readonly database: Database;
  readonly port: LettersPort;
  readonly mostOpen?: number;
  readonly mostRows?: number;
  /** Laid over what makes letters and writes them down. */
  readonly making?: (real: LetterMaking) => Partial<LetterMaking>;
  readonly records?: (real: LetterRecords) => Partial<LetterRecords>;
}

/** What a hub has for batches, without the hub: several can be on one database. */
export async function batchesOn({
  database,
  port,
  mostOpen = 200,
  mostRows = 10_000,
  ...over
}: HubOnDatabaseOptions) {
  // The adapter is on the clock of this machine.
  const clock = manualClock(Date.now());
  const real = createLetterRecords({ database, cipher, keyedHash });
  const records = { ...real, ...over.records?.(real) };
  const files = createFileStore({ database, cipher, clock });
  const consents = createConsents({ database, clock, purposes: [consentPurpose] });
  const templates = createLetterTemplates(database);
  const making = createLetterMaking({
    templates,
    organisation: { name: 'Gemeente Schilde', kbo: organisation },
    senders: {},
  });
  const sending = {
    port,
    platform: 'ebox',
    records,
    consents,
    files,
    costs: { ebox: 5, paper: 150, registeredPaper: 1000 },
    clock,
  };
  const definition = sendLetterCommand({ ...sending, longestStepMs: 30_000 });
  const stand = await commandStand([definition as CommandDefinition<never>], { database, clock });
  const batches = createLetterBatchRecords({ database, cipher, keyedHash, hashOf: records.hashOf });
  const { commands } = stand;
  const made = {
    ...sending,
    definition,
    batches,
    templates,
    making: { ...making, ...over.making?.(making) },
    commands,
  };
  const driver = createLetterBatchSending({ ...made, log: memoryLog(), mostOpen });
  const service = new LetterBatchesService({
    ...made,
    keys: createIdempotencyKeys({ database, keyedHash, clock }),
    mostRows,
    wake: () => {},
  });

  const request = (operation: string, input: unknown) => ({
    owner: 'clerk-1',
    key: randomUUID(),
    operation,
    input,
  });

  return {
    stand,
    service,
    consents,
    hashOf: records.hashOf,
    run: (signal = new AbortController().signal) => driver.run(signal),

    async saveTemplate() {
      await database.client.$transaction((tx) =>
        templates.save(tx, {
          organisation,
          name: 'dossier',
          language: 'nl',
          subject: 'Dossier {{dossier}}',
          address: '{{naam}}',
          body: 'Beste {{naam}}',
          savedBy: 'clerk-1',
          savedAt: new Date(clock.now()),
        }),
      );
    },

    async prepare(csv: string, asked: Partial<AskedBatch> = {}) {
      const { id: fileId } = await files.add({
        organisation,
        content: Buffer.from(csv),
        mediaType: 'text/csv',
        pages: 0,
        pageWidth: 0,
        pageHeight: 0,
        uploadedBy: 'clerk-1',
        expiresAt: null,
      });
      const batch: AskedBatch = {
        fileId,
        template: { name: 'dossier', version: null },
        messageTypeId: 'SCHILDE_BRIEF_BURGER',
        registered: false,
        purpose: 'dossier-handling',
        evenIfRepeated: false,
        ...asked,
      };
      return service.prepare(batch, request('prepareLetterBatch', batch), clerk());
    },

    start: (id: string) => service.move('start', id, request('startLetterBatch', { id }), clerk()),
    shown: async (id: string) => (await service.batch(id, clerk()))!,
  };
}

export type BatchesOnDatabase = Awaited<ReturnType<typeof batchesOn>>;
