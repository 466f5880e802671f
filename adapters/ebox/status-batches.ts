import { PlatformError } from '../../src/adapter/platform-error.js';
import type {
  LetterChannel,
  LetterReference,
  LetterStatus,
  LetterStatuses,
} from '../../src/capabilities/letters/letters.port.js';

/** What one question asks after: letters of one channel and, in e-Boxes, of one kind. */
export interface StatusBatch {
  readonly channel: LetterChannel;
  readonly references: readonly LetterReference[];
}

/** The fewest batches that a platform allows. `mostIds` is how many it takes at once. */
export function toBatches(
  references: readonly LetterReference[],
  mostIds: Readonly<Record<LetterChannel, number>>,
): StatusBatch[] {
  const groups = new Map<string, LetterReference[]>();
  for (const reference of new Map(references.map((one) => [one.messageId, one])).values()) {
    const key = reference.channel === 'EBOX' ? `EBOX ${reference.recipient.kind}` : reference.channel;
    groups.set(key, [...(groups.get(key) ?? []), reference]);
  }
  return [...groups.values()].flatMap((group) => {
    const { channel } = group[0]!;
    const size = mostIds[channel];
    return Array.from({ length: Math.ceil(group.length / size) }, (_, at) => ({
      channel,
      references: group.slice(at * size, (at + 1) * size),
    }));
  });
}

/** Fewer than a connection has places, so that the others still get one. */
const sideBySide = 4;

/** Asks each batch; one that fails takes no other with it. */
export async function askBatches(
  batches: readonly StatusBatch[],
  ask: (batch: StatusBatch) => Promise<readonly LetterStatus[]>,
): Promise<LetterStatuses> {
  const statuses: LetterStatus[] = [];
  const failures: { references: readonly LetterReference[]; error: PlatformError }[] = [];
  const waiting = [...batches];
  const work = async () => {
    for (let batch = waiting.shift(); batch; batch = waiting.shift())
      try {
        statuses.push(...(await ask(batch)));
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        failures.push({ references: batch.references, error });
      }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  return { statuses, failures };
}
